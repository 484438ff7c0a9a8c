#include "compiler/backend/haproxy/backend.h"

#include <algorithm>

#include "compiler/backend/haproxy/decide.h"
#include "compiler/backend/haproxy/text.h"

namespace herdc::haproxy {
namespace {

/// Whether nothing was reported of what its routes lead to.
bool leads_to_sound(const model::Model& model, const model::Declaration& proxy) {
  const auto& routes = model::map(proxy, schema::field::proxy::route);
  return std::all_of(routes.begin(), routes.end(), [&](const auto& entry) {
    const model::Value& route = entry.second;
    const auto* to = route.get<model::Record>()->find(schema::field::route::to);
    return to == nullptr || model[to->get<model::Record>()->owner].sound;
  });
}

}  // namespace

void check(const model::Model& model, Sink& sink) {
  for (const auto id : model::sound_of_kind(model, schema::Shape::proxy))
    if (leads_to_sound(model, model[id])) decide(model, id, sink);
}

void emit(const backend::Input& input, artifact::Tree& tree, Sink& sink) {
  for (const auto id : input.model.of_kind(schema::Shape::proxy)) {
    const auto proxy = decide(input.model, id, sink);
    const auto owner = "proxy " + input.model[id].path;
    const auto put = [&](const artifact::Lines& lines, const std::string& path) {
      tree.artifacts[path] = lines.finish(path, owner, false);
    };
    put(configuration(proxy), "haproxy/" + proxy.name + ".cfg");
    if (has_apps(proxy)) put(app_table(proxy), "haproxy/" + proxy.name + ".apps");
  }
}

}  // namespace herdc::haproxy
