#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "compiler/backend/marathon/rules.h"
#include "compiler/base/spelling.h"
#include "compiler/base/text.h"

namespace herdc::marathon {
namespace {

void refuse(const Draft& draft, Span span, std::string_view why) {
  draft.sink().report(catalog::marathon_rule, span, why);
}

double share(const Json& strategy, std::string_view name) {
  const auto* value = strategy.find(name);
  return value == nullptr || value->numeric() == nullptr ? 1 : value->numeric()->approximately();
}

/// With a persistent volume, on this slave and nowhere else.
const Json* persistent_volume(const Json& document) {
  for (const auto& volume : document.list_at("container.volumes"))
    if (const auto* found = volume.find("persistent")) return found;
  return nullptr;
}

void check_single(const Draft& draft, const Json& document) {
  const auto* label = document.find("labels.MARATHON_SINGLE_INSTANCE_APP");
  if (label == nullptr || *label->string() != "true") return;
  const auto* strategy = document.find("upgradeStrategy");
  if (integer_of(*document.find("instances")) > 1)
    refuse(draft, document.find("instances")->span,
           "the label MARATHON_SINGLE_INSTANCE_APP is \"true\", so there is one instance at most");
  else if (strategy != nullptr &&
           share(*strategy, "minimumHealthCapacity") + share(*strategy, "maximumOverCapacity") > 0)
    refuse(draft, strategy->span,
           "the label MARATHON_SINGLE_INSTANCE_APP is \"true\", so both shares of `upgrade` are 0");
}

void check_resident(const Draft& draft, const Json& document) {
  const auto* volume = persistent_volume(document);
  if (volume == nullptr) return;
  const auto* strategy = document.find("upgradeStrategy");
  const auto* unreachable = document.find("unreachableStrategy");
  if (strategy != nullptr && share(*strategy, "maximumOverCapacity") > 0)
    refuse(
        draft, strategy->span,
        "a task with a persistent volume cannot run twice, so `upgrade` needs `maximum_over_capacity = 0`");
  else if (unreachable != nullptr && unreachable->members() != nullptr)
    refuse(draft, unreachable->span,
           "a task with a persistent volume is not given up, so `unreachable_strategy` is \"disabled\"");
}

void check_unreachable(const Draft& draft, const Json& document) {
  const auto* strategy = document.find("unreachableStrategy");
  const auto* inactive = document.find("unreachableStrategy.inactiveAfterSeconds");
  const auto* expunge = document.find("unreachableStrategy.expungeAfterSeconds");
  const auto seconds = [](const Json* value) { return value == nullptr ? 0 : integer_of(*value); };
  if (strategy != nullptr && seconds(inactive) > seconds(expunge))
    refuse(draft, strategy->span, "`inactive_after_seconds` is at most `expunge_after_seconds`");
}

/// The port that a readiness check asks.
void check_port_name(const Draft& draft, const Json& check) {
  const auto* written = check.find("portName");
  const auto name = written == nullptr ? "http-api" : *written->string();
  std::vector<std::string> names;
  for (const auto& port : ports_of(draft.document)) names.push_back(port.text_at("name"));
  if (std::find(names.begin(), names.end(), name) != names.end()) return;
  draft.sink()
      .report(catalog::no_such_port, written == nullptr ? check.span : written->span, draft.app().name,
              fmt::format(" `{}`", name))
      .with_hint(suggest(name, names, names.empty() ? "" : "the ports are"))
      .with_hint(written == nullptr ? "a readiness check without `port_name` asks `http-api`" : "");
}

void check_readiness(const Draft& draft, const Json& document) {
  const auto& checks = document.list_at("readinessChecks");
  if (checks.size() > 1) refuse(draft, checks[1].span, "an app has one readiness check at most");
  for (const auto& check : checks) {
    const auto* interval = check.find("intervalSeconds");
    const auto* timeout = check.find("timeoutSeconds");
    if ((timeout == nullptr ? 10 : integer_of(*timeout)) >=
        (interval == nullptr ? 30 : integer_of(*interval)))
      refuse(draft, timeout == nullptr ? interval->span : timeout->span,
             "`timeout_seconds` of a readiness check is less than its `interval_seconds`");
    check_port_name(draft, check);
  }
}

/// A task with a persistent volume takes what is reserved for nobody: Marathon reserves it by itself.
void check_role(const Draft& draft, const Json& document, const Json& role) {
  const auto& name = *role.string();
  const auto* own = document.find("role");
  if (name == "*") return;
  if (persistent_volume(document) != nullptr)
    refuse(draft, role.span,
           "`accepted_resource_roles` of a task with a persistent volume is [\"*\"], or left out");
  else if (own != nullptr && *own->string() != name)
    refuse(
        draft, role.span,
        fmt::format("the app's `role` is `{}`, and it may accept that and \"*\"", printable(*own->string())));
}

void check_roles(const Draft& draft, const Json& document) {
  const auto* roles = document.find("acceptedResourceRoles");
  if (roles == nullptr) return;
  if (roles->items()->empty())
    refuse(draft, roles->span, "`accepted_resource_roles` names one role at least, such as \"*\"");
  for (const auto& role : *roles->items()) check_role(draft, document, role);
}

/// HTTP is what Marathon takes a check for that does not say; a command asks no port.
std::string protocol_of(const Json& check) {
  return check.find("protocol") == nullptr ? "HTTP" : check.text_at("protocol");
}

void check_port_index(const Draft& draft, const Json& check, const Json& index) {
  const auto& ports = ports_of(draft.document);
  const auto place = static_cast<std::size_t>(integer_of(index));
  const auto protocol = protocol_of(check);
  if (place >= ports.size())
    refuse(draft, index.span,
           fmt::format("`port_index` counts from 0, and there are {} ports", ports.size()));
  else if (protocol != "COMMAND" && ports[place].text_at("protocol") == "udp")
    draft.sink()
        .report(catalog::bad_app_health, index.span, protocol, "asks a port for tcp, and this one takes udp")
        .with_note(ports[place].span, "the port")
        .with_hint("check it with a `command`");
}

void check_ip_protocol(const Draft& draft, const Json& check) {
  if (check.text_at("ipProtocol") != "IPv6") return;
  if (check.text_at("protocol").starts_with("MESOS_") && draft.document.text_at("container.type") == "DOCKER")
    return;
  refuse(draft, check.find("ipProtocol")->span,
         "a check over IPv6 is one of the slave's (MESOS_HTTP and its like), of an app with an image");
}

/// DC/OS asks an app that says it can be migrated what it is called, and where.
void check_migration(const Draft& draft, const Json& document) {
  const auto* version = document.find("labels.DCOS_MIGRATION_API_VERSION");
  if (version == nullptr || version->string()->empty()) return;
  if (*version->string() != "v1")
    refuse(draft, version->span, "the label DCOS_MIGRATION_API_VERSION is \"v1\"");
  else if (document.text_at("labels.DCOS_PACKAGE_FRAMEWORK_NAME").empty() ||
           document.text_at("labels.DCOS_MIGRATION_API_PATH").empty())
    refuse(draft, version->span,
           "the label DCOS_MIGRATION_API_VERSION goes with DCOS_PACKAGE_FRAMEWORK_NAME and "
           "DCOS_MIGRATION_API_PATH");
}

}  // namespace

const Json::Items& ports_of(const Json& document) {
  for (const auto* path : {"container.portMappings", "container.docker.portMappings", "portDefinitions"})
    if (document.find(path) != nullptr) return document.list_at(path);
  return document.list_at("ports");
}

void check_upgrades(const Draft& draft) {
  const auto& document = draft.document;
  check_single(draft, document);
  check_migration(draft, document);
  check_resident(draft, document);
  check_unreachable(draft, document);
  check_readiness(draft, document);
  check_roles(draft, document);
}

void check_health_checks(const Draft& draft) {
  std::size_t by_slave = 0;
  for (const auto& check : draft.document.list_at("healthChecks")) {
    if (const auto* index = check.find("portIndex")) check_port_index(draft, check, *index);
    if (check.text_at("protocol").starts_with("MESOS_") && ++by_slave == 2)
      refuse(draft, check.span, "the slave runs one check of a task at most (MESOS_HTTP and its like)");
    check_ip_protocol(draft, check);
    const bool http = check.text_at("protocol").find("HTTP") != std::string::npos;
    if (http && draft.version() < slave_checks_since && check.text_at("protocol").starts_with("MESOS_"))
      draft.sink().report(catalog::other_marathon_version, check.find("protocol")->span,
                          check.text_at("protocol"), "from 1.4 on", draft.surroundings().version_text);
  }
}

void check_rules(const Draft& draft) {
  check_constraints(draft);
  check_health_checks(draft);
  check_required_ports(draft);
  check_container(draft);
  check_addresses_of_tasks(draft);
  check_secrets(draft);
  check_volumes(draft);
  check_upgrades(draft);
  check_limits(draft);
  check_fetches(draft);
}

}  // namespace herdc::marathon
