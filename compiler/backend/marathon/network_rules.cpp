#include <fmt/format.h>

#include "compiler/backend/marathon/rules.h"

/// What Marathon asks of an app that has addresses, networks and ports at once.
namespace herdc::marathon {
namespace {

void refuse(const Draft& draft, Span span, std::string_view why) {
  draft.sink().report(catalog::marathon_rule, span, why);
}

/// `ip_address` is how Marathon before 1.5 asks for a network.
void check_ip_address(const Draft& draft, const Json& address) {
  const auto& document = draft.document;
  const auto* discovery = address.find("discovery");
  const auto& networks = document.list_at("networks");
  const auto& ports = ports_of(document);
  const bool own = document.text_at("container.type") != "DOCKER";
  if (!networks.empty())
    refuse(draft, address.span, "`ip_address` and `networks` say the same; write `networks`");
  else if (discovery != nullptr && !own)
    refuse(draft, discovery->span,
           "`discovery` takes a container of type MESOS; ports of others are the app's `ports`");
  else if (draft.network == Network::host && !ports.empty())
    refuse(draft, address.span, "a task with an address of its own has no ports of the machine");
  else if (!address.list_at("discovery.ports").empty() && !ports.empty())
    refuse(draft, address.find("discovery.ports")->span,
           "`discovery.ports` and the app's `ports` say the same; leave one of them out");
}

std::string way_out(const Draft& draft, std::int64_t number) {
  if (model::map(draft.app(), schema::field::app::marathon).contains("require_ports"))
    return "leave `require_ports` out if any free port will do";
  return fmt::format("if {0} is what load balancers use, write `{{ service = {0} }}`", number);
}

/// The slave's side of a fixed port: Marathon waits for an offer that has it, for ever when there is none.
void check_offered(const Draft& draft, const Json& entry) {
  const auto* number = entry.numeric() == nullptr ? entry.find("port") : &entry;
  if (number == nullptr || integer_of(*number) == 0) return;
  if (draft.surroundings().slaves.offer(integer_of(*number))) return;
  const auto name = entry.text_at("name");
  draft.sink()
      .report(catalog::port_not_offered, number->span, integer_of(*number))
      .with_label(name.empty() ? fmt::format("a port of `{}`", draft.app().name)
                               : fmt::format("port `{}` of `{}`", name, draft.app().name))
      .with_hint(way_out(draft, integer_of(*number)))
      .with_hint("otherwise add it to the slaves: `flags { resources = \"ports:[…]\" }`");
}

}  // namespace

void check_addresses_of_tasks(const Draft& draft) {
  if (const auto* address = draft.document.find("ipAddress")) check_ip_address(draft, *address);
}

void check_required_ports(const Draft& draft) {
  const auto* required = draft.document.find("requirePorts");
  if (required == nullptr || !std::get<bool>(required->data)) return;
  if (draft.network != Network::host)
    return refuse(
        draft, required->span,
        "`require_ports` is for ports of the machine's own network; elsewhere `machine` in a port is a "
        "demand by itself");
  for (const auto& entry : ports_of(draft.document)) check_offered(draft, entry);
}

}  // namespace herdc::marathon
