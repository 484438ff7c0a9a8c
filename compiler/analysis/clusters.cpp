#include "compiler/analysis/clusters.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <set>

#include "compiler/analysis/edges.h"
#include "compiler/analysis/proxy_services.h"
#include "compiler/analysis/wording.h"

namespace herdc::analysis {
namespace {

using model::Model;
using schema::Shape;

constexpr std::array shared_kinds = {Shape::cluster, Shape::image,  Shape::base,
                                     Shape::secret,  Shape::policy, Shape::test};

/// What the cluster owns, and from there along the edges what belongs to no cluster.
void mark_use(Model& view, DeclId cluster, const Evaluator& evaluator) {
  std::multimap<DeclId, DeclId> needs;
  for (const auto& edge : view.edges) needs.emplace(edge.from, edge.to);
  std::vector<DeclId> open;
  for (std::uint32_t i = 0; i < view.declarations.size(); ++i) {
    auto& declaration = view.declarations[DeclId{i}];
    declaration.in_use = declaration.in_use && evaluator.cluster_around(DeclId{i}) == cluster;
    if (declaration.in_use) open.push_back(DeclId{i});
  }
  while (!open.empty()) {
    const auto id = open.back();
    open.pop_back();
    for (auto [need, last] = needs.equal_range(id); need != last; ++need) {
      auto& target = view.declarations[need->second];
      if (target.in_use || evaluator.cluster_around(need->second).valid()) continue;
      target.in_use = true;
      open.push_back(need->second);
    }
  }
}

}  // namespace

Model cluster_view(const Model& whole, DeclId cluster, const Evaluator& evaluator) {
  Model view = whole;
  view.cluster = cluster;
  mark_use(view, cluster, evaluator);
  std::erase_if(view.edges, [&](const auto& edge) { return !view[edge.from].in_use; });
  for (auto& edge : view.edges)
    if (!view[edge.to].in_use) edge.kind = model::EdgeKind::reads;
  for (const auto& [service, numbers] : evaluator.ordinals())
    if (view[service].in_use) view.ordinals[view[service].name] = numbers;
  add_proxy_services(view);
  sort_edges(view);
  return view;
}

namespace {

/// The declarations that a value names: a host is its machines. A port of an app is the app, since where it
/// runs is known to the Marathon of its own cluster only; a service's port is an address.
void each_named(const model::Value& value, const Model& model, Span around,
                const std::function<void(DeclId, Span)>& use) {
  const auto place = value.span.known() ? value.span : around;
  if (const auto* id = value.get<DeclId>()) use(*id, place);
  if (const auto* host = value.get<HostId>()) use(model.hosts[*host].machines, place);
  if (const auto* list = value.get<model::List>())
    for (const auto& item : *list) each_named(item, model, place, use);
  if (const auto* map = value.get<model::Map>())
    for (const auto& [key, item] : *map) each_named(item, model, place, use);
  const auto* record = value.get<model::Record>();
  if (record == nullptr) return;
  for (const auto& [field, item] : record->fields) each_named(item, model, place, use);
  if (record->owner.valid() && model[record->owner].kind == Shape::app) use(record->owner, place);
}

std::string cluster_title(const Model& model, DeclId cluster) {
  return cluster.valid() ? fmt::format("the cluster `{}`", model[cluster].path) : "none of the clusters";
}

void refuse_other(const Model& model, DeclId user, const Evaluator& evaluator, Sink& sink) {
  const auto own = evaluator.cluster_around(user);
  std::set<DeclId> said;
  for (const auto& entry : model[user].fields)
    each_named(entry.value, model, entry.value.span, [&](DeclId used, Span place) {
      const auto other = evaluator.cluster_around(used);
      if (!other.valid() || other == own || !said.insert(used).second) return;
      sink.report(catalog::other_cluster, place, model[used].path, cluster_title(model, other),
                  model[user].path, cluster_title(model, own))
          .with_note(model[used].span, "it is declared here")
          .with_hint(std::find(shared_kinds.begin(), shared_kinds.end(), model[used].kind) ==
                             shared_kinds.end()
                         ? "each cluster declares its own; values of another cluster can be read"
                         : "write it beside the clusters, and all of them can use it");
    });
}

}  // namespace

void refuse_other_clusters(const Model& whole, const Evaluator& evaluator, Sink& sink) {
  for (std::uint32_t i = 0; i < whole.declarations.size(); ++i)
    if (whole[DeclId{i}].in_use) refuse_other(whole, DeclId{i}, evaluator, sink);
}

void refuse_homeless(const Outline& outline, Sink& sink) {
  for (const auto* blueprint : outline.project->declarations)
    if (std::find(shared_kinds.begin(), shared_kinds.end(), blueprint->kind) == shared_kinds.end())
      sink.report(catalog::no_home, blueprint->name.span, blueprint->name.text)
          .with_hint(fmt::format(
              "write the {} into the `cluster` block that it belongs to, or into the component that "
              "the clusters are made from",
              schema::info(blueprint->kind).name));
}

}  // namespace herdc::analysis
