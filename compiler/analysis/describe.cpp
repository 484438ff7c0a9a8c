#include <fmt/format.h>

#include "compiler/analysis/evaluator.h"
#include "compiler/analysis/quantity.h"

namespace herdc::analysis {
namespace {

std::string shortened(const std::string& text) {
  constexpr std::size_t limit = 40;
  return text.size() <= limit ? text : text.substr(0, limit) + "…";
}

}  // namespace

/// As a message calls a value: "the text \"2g\"", "2GiB", "a list of 3".
std::string Evaluator::describe(const Value& value) const {
  if (value.is_none()) return "none";
  if (const auto* v = value.get<bool>()) return *v ? "true" : "false";
  if (const auto* v = value.get<std::int64_t>()) return fmt::format("the number {}", *v);
  if (const auto* v = value.get<Decimal>()) return fmt::format("the number {}", v->to_text());
  if (const auto* v = value.get<std::string>()) return fmt::format("the text \"{}\"", shortened(*v));
  if (const auto* v = value.get<model::Bytes>()) return fmt::format("{} (bytes)", to_text(*v));
  if (const auto* v = value.get<model::Duration>()) return fmt::format("{} (a duration)", to_text(*v));
  if (const auto* v = value.get<HostId>()) return fmt::format("the host `{}`", hosts_[*v].name);
  if (const auto* v = value.get<DeclId>()) return fmt::format("the {}", title_of(*v));
  if (const auto* v = value.get<model::List>()) return fmt::format("a list of {}", v->size());
  if (const auto* v = value.get<model::Map>()) return fmt::format("a map of {}", v->size());
  if (const auto* v = value.get<model::Record>()) return fmt::format("a {}", schema::info(v->shape).name);
  return "files";
}

std::optional<std::string> Evaluator::text_form(const Value& value) const {
  if (const auto* host = value.get<HostId>()) return hosts_[*host].name;
  return model::scalar_text(value);
}

}  // namespace herdc::analysis
