#include <fmt/format.h>

#include <algorithm>

#include "compiler/backend/marathon/draft.h"
#include "compiler/backend/marathon/given_ports.h"

namespace herdc::marathon {
namespace {

namespace field = schema::field;

std::string way_out(std::int64_t number) {
  return fmt::format("if {0} is what load balancers use, write `{{ service = {0} }}`", number);
}

void put_labels(Json& entry, const Port& port, const Draft& draft) {
  if (port.labels == nullptr) return;
  auto& labels = entry.put("labels", Json::object(port.labels->span));
  for (const auto& [name, value] : *port.labels->get<model::Map>())
    labels.put(name, Json::text(model::word(draft.model(), value), value.span));
}

void describe(Json& entry, const Port& port, const Draft& draft) {
  if (draft.version() >= port_names_since) entry.put("name", Json::text(port.name, port.span));
  entry.put("protocol", Json::text(port.protocol, port.span));
  put_labels(entry, port, draft);
}

// --- behind the machine's address ---

/// A port of the machine itself is got only from a slave that offers it.
void check_offered(const Draft& draft, const Port& port, std::int64_t number) {
  if (draft.surroundings().slaves.offer(number)) return;
  draft.sink()
      .report(catalog::port_not_offered, port.span, number)
      .with_label(fmt::format("port `{}` of `{}`", port.name, draft.app().name))
      .with_hint(way_out(number))
      .with_hint("otherwise add it to the slaves: `flags { resources = \"ports:[…]\" }`");
}

Json mapping(const Draft& draft, const Port& port) {
  auto entry = Json::object(port.span);
  entry.put("containerPort", Json::integer(port.listen.value_or(0), port.span));
  if (draft.network == Network::bridge || port.machine)
    entry.put("hostPort", Json::integer(port.machine.value_or(0), port.span));
  if (port.service) entry.put("servicePort", Json::integer(*port.service, port.span));
  describe(entry, port, draft);
  if (port.machine) check_offered(draft, port, *port.machine);
  return entry;
}

/// `ip_address = { discovery = { ports = … } }` is the other way to list them; Marathon takes no second list
/// beside it, not even an empty one.
bool lists_ports_itself(const model::Declaration& app) {
  const auto& further = model::map(app, field::app::marathon);
  const auto address = further.find("ip_address");
  const auto* map = address == further.end() ? nullptr : address->second.get<model::Map>();
  return map != nullptr && map->contains("discovery");
}

/// A command in a network of its own runs in a container of Mesos' without an image.
void put_own_container(Draft& draft, Span place) {
  auto type = Json::text("MESOS", place);
  type.assumed = true;
  draft.document.object_at("container", place).put("type", std::move(type));
  if (draft.version() < networks_since)
    draft.sink().report(catalog::other_marathon_version, place, "container.portMappings", "from 1.5 on",
                        draft.surroundings().version_text);
}

void put_mappings(Draft& draft) {
  const auto place = draft.place(field::app::ports);
  if (draft.ports.empty() && (lists_ports_itself(draft.app()) || !draft.has(field::app::image))) return;
  if (!draft.has(field::app::image)) put_own_container(draft, place);
  auto list = Json::list(place);
  list.assumed = draft.ports.empty();
  for (const auto& port : draft.ports) list.add(mapping(draft, port));
  auto& container = draft.document.object_at("container", place);
  auto& holder = draft.version() >= networks_since ? container : container.object_at("docker", place);
  holder.put("portMappings", std::move(list));
}

// --- in the machine's own network ---

/// Marathon's one number for a port there: the machine's when `requirePorts` is set, otherwise the service
/// port.
std::optional<std::int64_t> fixed_number(const Port& port) {
  return port.listen ? port.listen : port.machine;
}

void refuse(const Draft& draft, const Port& port, std::string_view why, std::string_view hint) {
  draft.sink()
      .report(catalog::port_of_host_network, port.span, why)
      .with_label(fmt::format("port `{}` of `{}`", port.name, draft.app().name))
      .with_hint(std::string(hint));
}

void check_fixed(const Draft& draft, std::size_t number) {
  const auto& port = draft.ports[number];
  const auto fixed = *fixed_number(port);
  const auto variable = variable_of_port(draft, number);
  if (port.machine && port.listen && port.machine != port.listen)
    refuse(draft, port, "a process listens on the machine's port, so `listen` and `machine` are one number",
           "leave one of them out");
  else if (port.service && port.service != fixed)
    refuse(draft, port, "Marathon has one number for the port and for load balancers",
           "leave `listen` and `machine` out, and let the process listen on the port that it is given");
  else if (!port.machine && !variable.empty())
    draft.sink()
        .report(catalog::listens_on_given, port.span, fixed, draft.app().name)
        .with_label(fmt::format("it is given the port in `{}`", variable))
        .with_hint(way_out(fixed))
        .with_hint(fmt::format("if it is to be given {0} itself, write `{{ machine = {0} }}`", fixed));
}

/// `requirePorts` holds for all ports of an app.
void check_together(const Draft& draft) {
  const auto& ports = draft.ports;
  const auto is_fixed = [](const Port& port) { return fixed_number(port).has_value(); };
  const auto fixed = std::find_if(ports.begin(), ports.end(), is_fixed);
  for (const auto& port : ports)
    if (fixed != ports.end() && !is_fixed(port) && port.service)
      refuse(draft, port,
             fmt::format("a fixed port, such as `{}`, makes every number one that the slave must have",
                         fixed->name),
             "leave `service` out, or the other port's number");
}

Json definition(const Draft& draft, const Port& port) {
  auto entry = Json::object(port.span);
  const auto number = fixed_number(port).value_or(port.service.value_or(0));
  entry.put("port", Json::integer(number, port.span));
  describe(entry, port, draft);
  return entry;
}

/// Before 1.1 there were numbers only.
Json plain_numbers(const Draft& draft) {
  auto list = Json::list(draft.place(field::app::ports));
  for (const auto& port : draft.ports) {
    if (port.protocol != "tcp")
      refuse(draft, port, "Marathon before 1.1 knows tcp only", "leave `protocol` out");
    if (port.labels != nullptr)
      refuse(draft, port, "Marathon before 1.1 has no labels of ports", "leave `labels` out");
    list.add(Json::integer(fixed_number(port).value_or(port.service.value_or(0)), port.span));
  }
  return list;
}

void put_definitions(Draft& draft) {
  const auto place = draft.place(field::app::ports);
  auto list = draft.version() >= port_names_since ? Json::list(place) : plain_numbers(draft);
  if (draft.version() >= port_names_since)
    for (const auto& port : draft.ports) list.add(definition(draft, port));
  list.assumed = draft.ports.empty();
  draft.document.put(draft.version() >= port_names_since ? "portDefinitions" : "ports", std::move(list));
  const auto fixed = std::find_if(draft.ports.begin(), draft.ports.end(),
                                  [](const Port& port) { return fixed_number(port).has_value(); });
  if (fixed != draft.ports.end()) draft.document.put("requirePorts", Json::boolean(true, fixed->span));
}

void check_definitions(const Draft& draft) {
  for (std::size_t i = 0; i < draft.ports.size(); ++i)
    if (fixed_number(draft.ports[i])) check_fixed(draft, i);
  check_together(draft);
}

// --- both ---

void put_network(Draft& draft) {
  const auto place = draft.place(draft.has(field::app::network) ? field::app::network : field::app::image);
  const bool bridge = draft.network == Network::bridge;
  if (draft.network == Network::container) return;  // written in `marathon { … }`
  if (draft.version() >= networks_since) {
    auto network = Json::object(place);
    network.put("mode", Json::text(bridge ? "container/bridge" : "host", place));
    auto& list = draft.document.put("networks", Json::list(place));
    list.add(std::move(network));
    list.assumed = !draft.has(field::app::network);
  } else if (draft.has(field::app::image)) {
    auto& docker = draft.document.object_at("container", place).object_at("docker", place);
    auto word = Json::text(bridge ? "BRIDGE" : "HOST", place);
    word.assumed = !draft.has(field::app::network);
    docker.put("network", std::move(word));
  }
}

/// Only what Marathon itself has no way to express.
void check_addresses(const Draft& draft) {
  for (const auto& [name, value] : model::map(draft.app(), field::app::ports))
    if (const auto* address = value.get<model::Record>()->find(field::port::address))
      draft.sink().report(catalog::address_of_slave, address->span).with_hint("leave `address` out");
}

}  // namespace

void decide_ports(Draft& draft) {
  check_addresses(draft);
  check_port_readings(draft);
  put_network(draft);
  if (draft.network == Network::host) {
    check_definitions(draft);
    put_definitions(draft);
  } else {
    put_mappings(draft);
  }
}

}  // namespace herdc::marathon
