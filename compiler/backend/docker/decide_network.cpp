#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "compiler/backend/docker/draft.h"
#include "compiler/diagnostics/catalog_haproxy.h"

namespace herdc::docker {
namespace {

namespace field = schema::field;
using model::Value;

struct Port {
  std::int64_t inside;
  std::int64_t outside;
  std::string protocol;
  const Value* address;  ///< null: the machine's own
  Span span;
};

/// Nothing for a port without a number.
std::optional<Port> port_of(const Value& value) {
  const auto& port = *value.get<model::Record>();
  const auto* listen = port.find(field::port::listen);
  const auto* machine = port.find(field::port::machine);
  if (listen == nullptr) return std::nullopt;
  const auto& outside = machine == nullptr ? *listen : *machine;
  return Port{*listen->get<std::int64_t>(), *outside.get<std::int64_t>(),
              *port.find(field::port::protocol)->get<std::string>(), port.find(field::port::address),
              value.span};
}

// On the machine's own address unless another one is named: never on all of them by accident.
void publish(Draft& draft, const Port& port, std::size_t number) {
  const auto address = port.address == nullptr
                           ? ShellWord::variable("address")
                           : draft.word(*port.address, fmt::format("publish_{}", number), "`address`", 64);
  const auto rest = fmt::format(":{}:{}/{}", port.outside, port.inside, port.protocol);
  draft.flag("publish", address + ShellWord::literal(rest), port.span);
}

void refuse_port(Draft& draft, const Port& port, const std::string& network) {
  if (network == "none") {
    draft.sink()
        .report(catalog::ports_need_bridge, port.span, network,
                "connects the container to nothing, so it has no ports")
        .with_hint("leave the port out, or take another network");
    return;
  }
  const bool renumbered = port.outside != port.inside;
  draft.sink()
      .report(
          catalog::ports_need_bridge, port.span, network,
          fmt::format("is the machine's own: the process opens port {} itself, {}", port.inside,
                      renumbered ? "and nothing gives it another number" : "at the address that it chooses"))
      .with_hint(
          fmt::format("leave `{}` out, or take the network `bridge`", renumbered ? "machine" : "address"));
}

void add_port(Draft& draft, const Port& port, const std::string& network, std::size_t number) {
  const bool on_machine = port.protocol == "tcp" && port.address == nullptr && network != "none";
  if (draft.container.ready_port.empty() && on_machine)
    draft.container.ready_port = std::to_string(port.outside);
  if (network == "bridge")
    publish(draft, port, number);
  else if (network == "none" || port.outside != port.inside || port.address != nullptr)
    refuse_port(draft, port, network);
}

void add_names_of(Draft& draft, model::DeclId of, Span origin, std::vector<model::HostId>& named) {
  for (const auto id : draft.model().hosts_of(of)) {
    if (std::find(named.begin(), named.end(), id) != named.end()) continue;
    named.push_back(id);
    const auto& host = draft.model().hosts[id];
    draft.flag("add-host", host.name + ":" + host.address, origin);
  }
}

bool has_hosts(schema::Shape kind) {
  return kind == schema::Shape::service || kind == schema::Shape::machines;
}

}  // namespace

// Containers know by name, before any name server runs, the machines of their own service and of those that
// the service reads.
void decide_names(Draft& draft) {
  if (!draft.is_bridged()) return;
  std::vector<model::HostId> named;
  add_names_of(draft, draft.id(), draft.container.hosts_place, named);
  for (const auto& edge : draft.model().edges)
    if (edge.from == draft.id() && has_hosts(draft.model()[edge.to].kind))
      add_names_of(draft, edge.to, edge.span, named);
}

void decide_network(Draft& draft) {
  if (!draft.is_bridged())
    draft.flag("network", model::text(draft.service(), field::service::network),
               draft.place(field::service::network));
}

namespace {

// What Marathon tells load balancers about an app; nothing would read it here.
void refuse_ports_of_apps(Draft& draft, const std::string& name, const Value& value) {
  const auto& port = *value.get<model::Record>();
  if (const auto* number = port.find(field::port::service))
    draft.sink()
        .report(catalog::port_of_app, number->span, name, "a service port")
        .with_hint("say `machine`, the port of the machine that it is published on");
  if (const auto* labels = port.find(field::port::labels))
    draft.sink()
        .report(catalog::port_of_app, labels->key_place(), name, "labels")
        .with_hint("leave them out, or write them in the service's own `labels`");
}

}  // namespace

void decide_ports(Draft& draft) {
  const auto& network = model::text(draft.service(), field::service::network);
  std::size_t number = 0;
  for (const auto& [name, value] : model::map(draft.service(), field::service::ports)) {
    ++number;
    refuse_ports_of_apps(draft, name, value);
    if (const auto port = port_of(value))
      add_port(draft, *port, network, number);
    else
      draft.sink().report(catalog::port_without_number, value.span, name);
  }
}

}  // namespace herdc::docker
