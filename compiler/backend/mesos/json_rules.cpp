// What an agent asks of flags that are JSON, beyond their form: src/slave/flags.cpp and src/slave/main.cpp.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "compiler/backend/mesos/agents.h"
#include "compiler/base/json.h"
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

struct Rule {
  std::string_view flag;
  std::string (*problem)(const json::Value& value);
};
constexpr auto rules =
    std::to_array<Rule>({{"agent_features", features_problem}, {"domain", domain_problem}});

void check_texts(const SetFlag& flag, const Rule& rule, Sink& sink) {
  for (const auto& text : flag.texts) {
    const auto value = json::parse(text);  // the path of a file is none
    if (!value || value->object() == nullptr) continue;
    const auto problem = rule.problem(*value);
    if (problem.empty()) continue;
    sink.report(catalog::bad_flag_value, flag.place, flag.flag->name, problem);
    return;
  }
}

}  // namespace

void check_json(const std::vector<SetFlag>& flags, Sink& sink) {
  for (const auto& flag : flags)
    for (const auto& rule : rules)
      if (flag.flag->name == rule.flag) check_texts(flag, rule, sink);
}

}  // namespace herdc::mesos
