#include <fmt/format.h>

#include "compiler/backend/marathon/rules.h"

/// What a task may use at most, beside what it asks for.
namespace herdc::marathon {
namespace {

/// `limit` is "unlimited" or a number.
void check_limit(const Draft& draft, std::string_view name, const Json& limit) {
  const auto* request = draft.document.find(name);
  if (limit.numeric() == nullptr || request == nullptr || request->numeric() == nullptr) return;
  if (limit.numeric()->approximately() >= request->numeric()->approximately()) return;
  draft.sink()
      .report(catalog::marathon_rule, limit.span,
              fmt::format("a limit of {} is below the {} that the app asks for", limit.numeric()->digits,
                          request->numeric()->digits))
      .with_note(request->span, "asked for here")
      .with_hint("a limit is as much as the request, more, or \"unlimited\"");
}

}  // namespace

void check_limits(const Draft& draft) {
  for (const auto* name : {"cpus", "mem"})
    if (const auto* limit = draft.document.find(std::string("resourceLimits.") + name))
      check_limit(draft, name, *limit);
}

}  // namespace herdc::marathon
