#include <fmt/format.h>

#include <algorithm>

#include "compiler/backend/haproxy/draft.h"

namespace herdc::haproxy {
namespace {

namespace field = schema::field;
using model::DeclId;

constexpr std::int64_t least_slots = 8;
// `server-template` takes more, but the refresher asks for the state of each of them every few seconds.
constexpr std::int64_t most_slots = 1000;

/// The Marathons of the cluster.
std::vector<DeclId> marathons(const model::Model& model) {
  std::vector<DeclId> found;
  for (const auto id : model.of_kind(schema::Shape::service)) {
    const auto* what = model::find_text(model[id], field::service::provides);
    if (what != nullptr && *what == "marathon") found.push_back(id);
  }
  return found;
}

void report_no_marathon(const Draft& draft, const model::Declaration& app) {
  draft.sink.report(catalog::no_marathon_for_route, draft.place(field::route::to), app.name)
      .with_note(app.span, "the app")
      .with_hint("declare a service from `std.marathon.server`, or one that says `provides = \"marathon\"`");
}

/// The service that launches the app. Several are reported where apps are.
std::optional<DeclId> marathon_of(const Draft& draft, const model::Declaration& app) {
  if (const auto* on = app.find(field::app::on)) return *on->get<DeclId>();
  const auto found = marathons(draft.model);
  if (found.size() == 1) return found.front();
  if (found.empty()) report_no_marathon(draft, app);
  return std::nullopt;
}

/// The port of Marathon's interface: the one called `http`, or its first.
const model::Record* interface_of(const model::Declaration& marathon) {
  const auto& ports = model::map(marathon, field::service::ports);
  if (ports.empty()) return nullptr;
  const auto named = ports.find("http");
  return (named == ports.end() ? ports.begin() : named)->second.get<model::Record>();
}

void add_marathon(Draft& draft, DeclId id) {
  const auto& marathon = draft.model[id];
  auto& addresses = draft.result.marathons[marathon.name];
  const auto* port = interface_of(marathon);
  const auto number = port == nullptr ? std::nullopt : machine_port(*port);
  if (!number || !addresses.empty()) return;
  for (const auto host : draft.model.hosts_of(id))
    addresses.push_back({fmt::format("{}:{}", address_on(draft.model, *port, host), *number), marathon.span});
}

/// Tasks are found by the name of their machine.
void add_hosts(Draft& draft) {
  if (!draft.result.hosts.empty()) return;
  for (const auto id : draft.model.of_kind(schema::Shape::slaves))
    for (const auto host : draft.model.hosts_of(id)) {
      const auto& row = draft.model.hosts[host];
      if (!row.address.empty()) draft.result.hosts.push_back({row.name, {row.address, row.span}});
    }
}

std::string app_id(const model::Declaration& app) {
  const auto* group = model::find_text(app, field::app::group);
  return (group == nullptr || *group == "/" ? "" : *group) + "/" + app.name;
}

std::int64_t count_of(const Draft& draft, const model::Declaration& app) {
  if (const auto* slots = draft.find<std::int64_t>(field::route::slots)) return *slots;
  return std::max(least_slots, 2 * model::integer(app, field::app::instances));
}

void check_count(const Draft& draft, const model::Declaration& app) {
  const auto count = draft.route.slots->count;
  if (count >= 1 && count <= most_slots) {
    const auto instances = model::integer(app, field::app::instances);
    if (count < instances)
      draft.sink.report(catalog::fewer_slots, draft.place(field::route::slots), count, app.name, instances)
          .with_note(model::place(app, field::app::instances), "its instances");
    return;
  }
  draft.sink.report(catalog::haproxy_limit, draft.place(field::route::slots), "slots", std::to_string(count),
                    fmt::format("1 to {}", most_slots));
}

}  // namespace

void decide_slots(Draft& draft) {
  const auto& port = *draft.find<model::Record>(field::route::to);
  const auto& app = draft.model[port.owner];
  const auto marathon = marathon_of(draft, app);
  if (!marathon) return;
  const auto& ports = model::map(app, field::app::ports);
  const auto place = static_cast<std::size_t>(std::distance(ports.begin(), ports.find(port.key)));
  draft.route.slots = Slots{count_of(draft, app), draft.model[*marathon].name, app_id(app), place,
                            draft.place(field::route::to)};
  check_count(draft, app);
  add_marathon(draft, *marathon);
  add_hosts(draft);
}

}  // namespace herdc::haproxy
