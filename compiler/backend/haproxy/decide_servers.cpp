#include <fmt/format.h>

#include <set>

#include "compiler/backend/haproxy/draft.h"

namespace herdc::haproxy {

namespace field = schema::field;

std::optional<std::int64_t> machine_port(const model::Record& port) {
  for (const auto id : {field::port::machine, field::port::listen})
    if (const auto* number = port.find(id)) return *number->get<std::int64_t>();
  return std::nullopt;
}

std::string address_on(const model::Model& model, const model::Record& port, model::HostId host) {
  const auto* address = port.find(field::port::address);
  return address == nullptr ? model.hosts[host].address : model::word(model, model::for_host(*address, host));
}

namespace {

void decide_literal_servers(Draft& draft, const model::List& list) {
  if (list.empty())
    draft.sink.report(catalog::empty_proxy_list, draft.place(field::route::servers), "servers")
        .with_hint("name a server, or remove the route");
  std::set<std::string> names;
  for (const auto& value : list) {
    const auto& address = *value.get<std::string>();
    if (!names.insert(address).second)
      draft.sink.report(catalog::duplicate_server, value.span, address, draft.route.domain);
    draft.route.servers.push_back({address, address, {value.span}});
  }
}

}  // namespace

void decide_servers(Draft& draft) {
  if (const auto* list = draft.find<model::List>(field::route::servers)) {
    decide_literal_servers(draft, *list);
    return;
  }
  const auto& port = *draft.find<model::Record>(field::route::to);
  const auto number = machine_port(port);
  if (!number) return;
  for (const auto id : draft.model.hosts_of(port.owner)) {
    const auto& host = draft.model.hosts[id];
    draft.route.servers.push_back({host.name,
                                   fmt::format("{}:{}", address_on(draft.model, port, id), *number),
                                   {draft.place(field::route::to), host.span}});
  }
}

}  // namespace herdc::haproxy
