#include "compiler/backend/docker/backend.h"

#include <algorithm>

#include "compiler/backend/docker/decide.h"
#include "compiler/backend/docker/port_conflicts.h"
#include "compiler/backend/docker/scripts.h"

namespace herdc::docker {
namespace {

namespace field = schema::field;
using model::DeclId;

class Emission {
 public:
  Emission(const backend::Input& input, artifact::Tree& tree, Sink& sink)
      : model_(input.model),
        graph_(input.graph),
        images_(input.images),
        cluster_(model_[model_.cluster]),
        tree_(tree),
        sink_(sink) {}

  void run() {
    check_port_conflicts(model_, sink_);
    add_images();
    add_services();
    for (const auto id : groups()) add_machines(id);
  }

 private:
  void put(const artifact::Lines& lines, const std::string& path, const std::string& owner,
           bool executable = true) {
    tree_.artifacts[path] = lines.finish(path, owner, executable);
  }

  /// For a file whose name the source chose: it must not be another one's.
  void put_named(const artifact::Lines& lines, const std::string& path, const std::string& owner,
                 Span place) {
    if (const auto taken = tree_.artifacts.find(path); taken != tree_.artifacts.end())
      sink_.report(catalog::script_name_taken, place, path, taken->second.owner);
    else
      put(lines, path, owner);
  }

  /// Everything that has hosts of its own.
  std::vector<DeclId> groups() const {
    auto found = model_.of_kind(schema::Shape::machines);
    const auto slaves = model_.of_kind(schema::Shape::slaves);
    found.insert(found.end(), slaves.begin(), slaves.end());
    return found;
  }

  std::string cluster_owner() const { return "cluster " + cluster_.name; }

  void add_images() {
    ImageBuilds builds{cluster_.name, registry(), cluster_.span, {}, {}};
    for (const auto id : model_.of_kind(schema::Shape::base))
      if (const auto found = images_.references.find(id); found != images_.references.end())
        builds.bases.push_back({"", found->second, "", model_[id].span});
    for (const auto id : graph_.build_order)
      if (const auto found = images_.contexts.find(id); found != images_.contexts.end()) {
        builds.images.push_back(
            {model_[id].name, found->second.reference, found->second.dockerfile(), model_[id].span});
        add_context("images/" + model_[id].name + "/", found->second);
      }
    if (!builds.images.empty() || !builds.bases.empty())
      put(build_script(builds), "images/build.sh", cluster_owner());
  }

  void add_context(const std::string& directory, const image::Context& context) {
    for (auto file : context.files) {
      file.path = directory + file.path;
      const auto path = file.path;
      tree_.artifacts[path] = std::move(file);
    }
  }

  std::string registry() const {
    const auto* text = model::find_text(cluster_, field::cluster::registry);
    return text == nullptr ? "" : *text;
  }

  void add_services() {
    const auto services = model_.of_kind(schema::Shape::service);
    if (!services.empty()) put(library(cluster_.span), "core/lib.sh", cluster_owner(), false);
    for (const auto id : services) {
      const auto& service = model_[id];
      const auto container = decide(model_, images_, id, sink_);
      put_named(service_script(container), "core/" + service.name + ".sh", "service " + service.path,
                service.span);
    }
  }

  std::vector<HostAddress> addresses(const std::vector<model::HostId>& hosts) const {
    std::vector<HostAddress> rows;
    for (const auto id : hosts)
      rows.push_back({model_.hosts[id].name, model_.hosts[id].address, model_.hosts[id].span});
    return rows;
  }

  void add_machines(DeclId id) {
    const auto& machines = model_[id];
    const auto owner = std::string(schema::info(machines.kind).name) + " " + machines.path;
    put(prepare_script(preparation(id)), "machines/" + machines.name + "/prepare.sh", owner);
    const auto group = group_up(id);
    if (!group.services.empty())
      put_named(group_script(group), "core/" + machines.name + "-up.sh", owner, machines.span);
  }

  Preparation preparation(DeclId id) const {
    const auto* domain = model::find_text(cluster_, field::cluster::domain);
    Preparation result{cluster_.name,
                       domain == nullptr ? "" : *domain,
                       model_[id].name,
                       model_[id].span,
                       addresses(model_.hosts_of(id)),
                       {},
                       {}};
    const auto slaves = model_[id].kind == schema::Shape::slaves;
    const auto field = slaves ? field::slaves::directories : field::machines::directories;
    for (const auto& path : model::list(model_[id], field))
      result.directories.push_back({*path.get<std::string>(), path.span});
    for (const auto group : groups())
      for (const auto& host : addresses(model_.hosts_of(group)))
        if (!host.address.empty()) result.machines.push_back(host);
    return result;
  }

  /// Every service that runs on one of the group's hosts, with those of its hosts.
  GroupUp group_up(DeclId id) const {
    GroupUp group{cluster_.name, model_[id].name, model_[id].span, addresses(model_.hosts_of(id)), {}};
    for (const auto service : graph_.start_order) {
      GroupUp::Service row{model_[service].name, {}, model_[service].span};
      for (const auto host : model_.hosts_of(service))
        if (model_.hosts[host].machines == id) row.hosts.push_back(model_.hosts[host].name);
      if (!row.hosts.empty()) group.services.push_back(std::move(row));
    }
    return group;
  }

  const model::Model& model_;
  const graph::DependencyGraph& graph_;
  const image::Contexts& images_;
  const model::Declaration& cluster_;
  artifact::Tree& tree_;
  Sink& sink_;
};

}  // namespace

void emit(const backend::Input& input, artifact::Tree& tree, Sink& sink) {
  Emission(input, tree, sink).run();
}

void check(const model::Model& model, Sink& sink) {
  check_port_conflicts(model, sink);
  for (const auto id : model::sound_of_kind(model, schema::Shape::service)) decide(model, {}, id, sink);
}

}  // namespace herdc::docker
