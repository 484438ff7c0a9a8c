#include "compiler/backend/haproxy/backend.h"

#include "compiler/backend/haproxy/decide.h"
#include "compiler/backend/haproxy/text.h"

namespace herdc::haproxy {

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
