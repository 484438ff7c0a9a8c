#include "compiler/backend/mesos/backend.h"

#include <fmt/format.h>

#include "compiler/backend/mesos/agents.h"
#include "compiler/backend/mesos/provision_script.h"

namespace herdc::mesos {
namespace {

class Emission {
 public:
  Emission(const Agents& agents, const SourceMap& sources, artifact::Tree& tree)
      : agents_(agents),
        sources_(sources),
        tree_(tree),
        directory_("slaves/" + agents.pool + "/"),
        owner_("slaves " + agents.pool) {}

  void run() {
    add_setting("etc/mesos/", agents_.masters);
    for (const auto& setting : agents_.settings) add_setting("etc/" + agents_.program + "/", setting);
    if (agents_.package) add_key(*agents_.package);
    put(directory_ + "provision.sh", provision_script(agents_), true);
  }

 private:
  void put(const std::string& path, const artifact::Lines& lines, bool executable) {
    tree_.artifacts[path] = lines.finish(path, owner_, executable);
  }

  void add_setting(const std::string& where, const Setting& setting) {
    artifact::Lines lines(agents_.place);
    lines.add(setting.text, setting.origins);
    put(directory_ + where + setting.file, lines, false);
  }

  void add_key(const Package& package) {
    const auto path = directory_ + package.key_file;
    tree_.artifacts[path] = artifact::copy(path, owner_, false, sources_, package.key->source);
  }

  const Agents& agents_;
  const SourceMap& sources_;
  artifact::Tree& tree_;
  const std::string directory_;
  const std::string owner_;
};

/// Its masters' output says where the agents find them.
bool has_sound_masters(const model::Model& model, model::DeclId pool) {
  return model[model::reference(model[pool], schema::field::slaves::masters)].sound;
}

}  // namespace

void check(const model::Model& model, Sink& sink) {
  for (const auto id : model::sound_of_kind(model, schema::Shape::slaves))
    if (has_sound_masters(model, id)) decide(model, id, sink);
}

void emit(const backend::Input& input, artifact::Tree& tree, Sink& sink) {
  for (const auto id : input.model.of_kind(schema::Shape::slaves))
    Emission(decide(input.model, id, sink), input.sources, tree).run();
}

}  // namespace herdc::mesos
