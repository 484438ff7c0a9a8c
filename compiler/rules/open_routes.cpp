#include <algorithm>

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

/// What an open route leads to; null when it is closed, or leads to something harmless.
const Declaration* commanded(const Model& model, const model::Record& route) {
  if (!is_open(route)) return nullptr;
  const auto* to = route.find(field::route::to);
  if (to == nullptr) return nullptr;
  const auto& owner = model[to->get<model::Record>()->owner];
  return takes_commands(owner) ? &owner : nullptr;
}

}  // namespace

/// Who can start a task on Mesos, Marathon or Chronos is root on every slave.
void open_routes(const Model& model, Sink& sink) {
  for (const auto id : model.of_kind(schema::Shape::proxy))
    for (const auto& [domain, value] : model::map(model[id], field::proxy::route)) {
      const auto* owner = commanded(model, *value.get<model::Record>());
      if (owner == nullptr) continue;
      sink.report(catalog::open_route, value.span, domain, owner->path)
          .with_note(owner->span, "this one")
          .with_hint(
              "say who may: `allow_from = [\"10.0.0.0/8\"]`, or `auth` with a secret that holds user:hash "
              "lines");
    }
}

}  // namespace herdc::rules
