#include <fmt/format.h>

#include <set>

#include "compiler/rules/rules.h"

namespace herdc::rules {
namespace {

using model::Declaration;
using model::DeclId;
using model::Model;
namespace field = schema::field;

bool lies_below(const std::string& path, const std::string& directory) {
  return path.size() > directory.size() && path.starts_with(directory) && path[directory.size()] == '/';
}

/// The directory of `machines` that was meant for `path`, most likely: one above or below it.
const model::Value* near_directory(const Declaration& machines, const std::string& path) {
  const model::Value* near = nullptr;
  for (const auto& value : model::list(machines, field::machines::directories)) {
    const auto& directory = *value.get<std::string>();
    if (directory == path) return nullptr;
    if (lies_below(path, directory) || lies_below(directory, path)) near = &value;
  }
  return near;
}

void check_volume(const Model& model, DeclId service, const Declaration& volume, Sink& sink) {
  const auto* path = model::find_text(volume, field::volume::host_path);
  if (path == nullptr) return;
  std::set<DeclId> groups;
  for (const auto host : model.hosts_of(service)) groups.insert(model.hosts[host].machines);
  for (const auto id : groups) {
    if (model[id].kind != schema::Shape::machines) continue;
    const auto* near = near_directory(model[id], *path);
    if (near == nullptr) continue;
    sink.report(catalog::other_directory, model::place(volume, field::volume::host_path), *path,
                model[id].path)
        .with_note(near->span, fmt::format("it makes `{}`", *near->get<std::string>()))
        .with_hint("data would lie in a directory beside the one that was prepared, on another disk perhaps");
  }
}

}  // namespace

/// `machines { directories = […] }` says where data belongs; a volume above or below such a place is a slip.
void directories(const Model& model, Sink& sink) {
  for (const auto& edge : model.edges)
    if (edge.kind == model::EdgeKind::mounts && model[edge.from].kind == schema::Shape::service)
      check_volume(model, edge.from, model[edge.to], sink);
}

}  // namespace herdc::rules
