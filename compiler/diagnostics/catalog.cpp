#include "compiler/diagnostics/catalog.h"

#include <algorithm>
#include <array>

#include "compiler/base/text.h"
#include "compiler/diagnostics/catalog_haproxy.h"
#include "compiler/diagnostics/catalog_marathon.h"
#include "compiler/diagnostics/catalog_mesos.h"
#include "compiler/diagnostics/catalog_rules.h"

namespace herdc::diagnostics {
namespace {

constexpr std::array codes = {
#define DIAGNOSTIC(number, severity, name, text, ...) catalog::name.code,
#include "compiler/diagnostics/catalog/all.def"
#undef DIAGNOSTIC
};

constexpr bool ascending() {
  for (std::size_t i = 1; i < codes.size(); ++i)
    if (codes[i - 1].number >= codes[i].number) return false;
  return true;
}
static_assert(ascending(), "the catalog is ordered by code and no code stands twice");

}  // namespace

std::span<const Code> all_codes() {
  return codes;
}

std::string code_text(const Code& code) {
  return fmt::format("HERD{:04}", code.number);
}

std::optional<Code> find_code(std::string_view text) {
  const auto wanted = to_upper(text);
  const auto found =
      std::find_if(codes.begin(), codes.end(), [&](const Code& c) { return code_text(c) == wanted; });
  if (found == codes.end()) return std::nullopt;
  return *found;
}

}  // namespace herdc::diagnostics
