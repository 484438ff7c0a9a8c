#include "compiler/backend/marathon/backend.h"

#include <algorithm>

#include "compiler/backend/marathon/decide.h"
#include "compiler/backend/marathon/json_text.h"
#include "compiler/backend/marathon/launch_script.h"
#include "compiler/backend/marathon/marathons.h"
#include "compiler/backend/marathon/rules.h"

namespace herdc::marathon {
namespace {

namespace field = schema::field;

/// What the cluster's `targets` say, or what the schema says when there are none.
std::string marathon_version(const model::Model& model) {
  const auto* targets = model::record(model[model.cluster], field::cluster::targets);
  const auto* version = targets == nullptr ? nullptr : targets->find(field::targets::marathon);
  return version == nullptr ? "1.11" : *version->get<std::string>();
}

Surroundings surroundings_of(const model::Model& model, const image::Contexts& images) {
  const auto version = marathon_version(model);
  return {model, images, parse_version(version), version, slaves_of(model)};
}

/// Apps are held against what all slaves have.
bool are_slaves_sound(const model::Model& model) {
  const auto pools = model.of_kind(schema::Shape::slaves);
  return std::all_of(pools.begin(), pools.end(), [&](model::DeclId id) { return model[id].sound; });
}

class Emission {
 public:
  Emission(const backend::Input& input, artifact::Tree& tree, Sink& sink)
      : input_(input),
        model_(input.model),
        surroundings_(surroundings_of(model_, input.images)),
        tree_(tree),
        sink_(sink) {}

  void run() {
    for (const auto id : input_.graph.launch_order) add_app(id);
    check_together(apps_, sink_);
    if (!apps_.empty()) add_launch_script();
  }

 private:
  /// Names of apps are their own, and launch.sh has another ending: no two files meet.
  void put(const artifact::Lines& lines, const std::string& path, const std::string& owner, bool executable) {
    tree_.artifacts[path] = lines.finish(path, owner, executable);
  }

  void add_app(model::DeclId id) {
    const auto& app = apps_.emplace_back(decide(surroundings_, id, sink_));
    put(json_text(app.document), "marathon/" + app.app().name + ".json", "app " + app.app().path, false);
    const auto marathon = marathon_for(model_, id, sink_);
    check_order(model_, id, sink_);
    launch_.apps.push_back(
        {app.app().name, app_id(app.app()), marathon.valid() ? model_[marathon].name : "-", app.app().span});
  }

  void add_launch_script() {
    const auto& cluster = model_[model_.cluster];
    launch_.cluster = cluster.name;
    launch_.place = cluster.span;
    for (const auto id : marathons_of(model_)) launch_.marathons.push_back(marathon_at(model_, id, sink_));
    put(launch_script(launch_), "marathon/launch.sh", "cluster " + cluster.name, true);
  }

  const backend::Input& input_;
  const model::Model& model_;
  const Surroundings surroundings_;
  artifact::Tree& tree_;
  Sink& sink_;
  std::vector<Draft> apps_;
  Launch launch_;
};

}  // namespace

void check(const model::Model& model, Sink& sink) {
  if (!are_slaves_sound(model)) return;
  const image::Contexts not_built;
  const auto surroundings = surroundings_of(model, not_built);
  std::vector<Draft> apps;
  for (const auto id : model::sound_of_kind(model, schema::Shape::app))
    apps.push_back(decide(surroundings, id, sink));
  check_together(apps, sink);
}

void emit(const backend::Input& input, artifact::Tree& tree, Sink& sink) {
  Emission(input, tree, sink).run();
}

}  // namespace herdc::marathon
