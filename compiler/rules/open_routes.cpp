#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "compiler/rules/rules.h"

namespace herdc::rules {
namespace {

using model::Declaration;
using model::Model;
namespace field = schema::field;

/// Whose interface takes commands from anybody: Mesos, Marathon and Chronos ask for no password by
/// themselves.
bool takes_commands(const Declaration& owner) {
  const auto provides = owner.kind == schema::Shape::app ? field::app::provides : field::service::provides;
  return model::find_text(owner, provides) != nullptr;
}

/// Nobody is asked, or everybody is let in.
bool is_open(const model::Record& route) {
  if (route.find(field::route::auth) != nullptr) return false;
  const auto* networks = route.find(field::route::allow_from);
  if (networks == nullptr) return true;
  const auto& list = *networks->get<model::List>();
  return std::any_of(list.begin(), list.end(),
                     [](const model::Value& cidr) { return cidr.get<std::string>()->ends_with("/0"); });
}

/// What an open route leads to.
struct Commanded {
  std::string name;
  Span span;
};

bool listens_at(const Model& model, model::DeclId service, const std::string& server) {
  for (const auto host : model.hosts_of(service))
    for (const auto& [name, port] : model::map(model[service], field::service::ports))
      if (const auto* number = port.get<model::Record>()->find(field::port::machine))
        if (server == fmt::format("{}:{}", model.hosts[host].address, *number->get<std::int64_t>()))
          return true;
  return false;
}

/// One of the cluster's own may be named by its address; and whoever has a leader takes commands.
std::optional<Commanded> commanded_server(const Model& model, const model::Record& route,
                                          const model::Value& server) {
  const auto& text = *server.get<std::string>();
  for (const auto id : model.of_kind(schema::Shape::service))
    if (takes_commands(model[id]) && listens_at(model, id, text))
      return Commanded{model[id].path, model[id].span};
  if (route.find(field::route::only) == nullptr) return std::nullopt;
  return Commanded{text, server.span};
}

/// Nothing when the route is closed, or leads to something harmless.
std::optional<Commanded> commanded(const Model& model, const model::Record& route) {
  if (!is_open(route)) return std::nullopt;
  if (const auto* to = route.find(field::route::to)) {
    const auto& owner = model[to->get<model::Record>()->owner];
    return takes_commands(owner) ? std::optional(Commanded{owner.path, owner.span}) : std::nullopt;
  }
  if (const auto* servers = route.find(field::route::servers))
    for (const auto& server : *servers->get<model::List>())
      if (auto found = commanded_server(model, route, server)) return found;
  return std::nullopt;
}

}  // namespace

/// Who can start a task on Mesos, Marathon or Chronos is root on every slave.
void open_routes(const Model& model, Sink& sink) {
  for (const auto id : model.of_kind(schema::Shape::proxy))
    for (const auto& [domain, value] : model::map(model[id], field::proxy::route)) {
      const auto found = commanded(model, *value.get<model::Record>());
      if (!found) continue;
      sink.report(catalog::open_route, value.span, domain, found->name)
          .with_note(found->span, "this one")
          .with_hint(
              "say who may: `allow_from = [\"10.0.0.0/8\"]`, or `auth` with a secret that holds user:hash "
              "lines");
    }
}

}  // namespace herdc::rules
