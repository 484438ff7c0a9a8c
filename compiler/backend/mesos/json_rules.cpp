// What an agent asks of flags that are JSON, beyond their form: src/slave/flags.cpp and src/slave/main.cpp.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "compiler/backend/mesos/json_line.h"
#include "compiler/base/text.h"

namespace herdc::mesos {
namespace {

constexpr auto needed_capabilities = std::to_array<std::string_view>(
    {"MULTI_ROLE", "HIERARCHICAL_ROLE", "RESERVATION_REFINEMENT", "AGENT_OPERATION_FEEDBACK",
     "RESOURCE_PROVIDER", "AGENT_DRAINING", "TASK_RESOURCE_LIMITS"});

bool has_capability(const json::Value& features, std::string_view wanted) {
  const auto* list = features.member("capabilities");
  const auto* items = list == nullptr ? nullptr : list->array();
  return items != nullptr && std::any_of(items->begin(), items->end(), [&](const json::Value& item) {
           const auto* type = item.member("type");
           return type != nullptr && type->text() != nullptr && *type->text() == wanted;
         });
}

std::string features_problem(const json::Value& features) {
  std::vector<std::string> missing;
  for (const auto wanted : needed_capabilities)
    if (!has_capability(features, wanted)) missing.emplace_back(wanted);
  return missing.empty() ? "" : "an agent does not start without the capability " + enumerate(missing);
}

bool has_name(const json::Value& fault_domain, const std::string& part) {
  const auto* member = fault_domain.member(part);
  const auto* name = member == nullptr ? nullptr : member->member("name");
  return name != nullptr && name->text() != nullptr && !name->text()->empty();
}

std::string domain_problem(const json::Value& domain) {
  const auto* fault_domain = domain.member("fault_domain");
  if (fault_domain == nullptr) return "it has no `fault_domain`";
  for (const auto* part : {"region", "zone"})
    if (!has_name(*fault_domain, part))
      return fmt::format("its `fault_domain` has no `{}` with a `name`", part);
  return "";
}

std::string variables_problem(const json::Value& variables) {
  const auto& all = *variables.object();
  const bool texts =
      std::all_of(all.begin(), all.end(), [](const auto& m) { return m.second.text() != nullptr; });
  if (!texts) return "all its values are text";
  for (const auto& [name, value] : all) {
    if (name.empty()) return "a variable has no name";
    if (name.find_first_of(std::string_view("=\0", 2)) != std::string::npos)
      return fmt::format("`{}` is no name of a variable", replace_all(name, std::string_view("\0", 1), "?"));
    if (value.text()->find('\0') != std::string::npos)
      return fmt::format("the value of `{}` holds a NUL", name);
  }
  return "";
}

struct Rule {
  std::string_view flag;
  std::string (*problem)(const json::Value& value);
};
constexpr auto rules = std::to_array<Rule>({{"agent_features", features_problem},
                                            {"domain", domain_problem},
                                            {"executor_environment_variables", variables_problem}});

}  // namespace

std::string json_problem(std::string_view flag, const json::Value& value) {
  if (value.object() == nullptr) return "it is no JSON object";
  const auto rule = std::find_if(rules.begin(), rules.end(), [&](const Rule& r) { return r.flag == flag; });
  return rule == rules.end() ? "" : rule->problem(value);
}

}  // namespace herdc::mesos
