#include "compiler/graph/dependency_graph.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/strong_components.hpp>
#include <boost/graph/topological_sort.hpp>
#include <deque>
#include <map>

#include "compiler/base/text.h"

namespace herdc::graph {
namespace {

using model::DeclId;
using model::Edge;
using model::EdgeKind;
using model::Model;

using Boost = boost::adjacency_list<boost::vecS, boost::vecS, boost::directedS>;

/// One kind of edges over some declarations. Vertices follow the names, so that ties do too; an arc leads
/// from a declaration to one that it needs.
struct Part {
  std::vector<DeclId> vertices;
  std::map<DeclId, std::size_t> index;
  std::map<std::pair<std::size_t, std::size_t>, const Edge*> arcs;
  Boost graph;

  Part(std::vector<DeclId> sorted, const std::vector<Edge>& edges, EdgeKind kind)
      : vertices(std::move(sorted)), graph(vertices.size()) {
    for (std::size_t i = 0; i < vertices.size(); ++i) index[vertices[i]] = i;
    for (const auto& edge : edges)
      if (edge.kind == kind) add(edge);
  }

  void add(const Edge& edge) {
    const auto from = index.find(edge.from), to = index.find(edge.to);
    if (from == index.end() || to == index.end()) return;
    if (arcs.emplace(std::pair{from->second, to->second}, &edge).second)
      add_edge(from->second, to->second, graph);
  }
};

std::vector<DeclId> by_path(const Model& model, std::vector<DeclId> ids) {
  std::sort(ids.begin(), ids.end(),
            [&](DeclId a, DeclId b) { return natural_less(model[a].path, model[b].path); });
  return ids;
}

/// The shortest way from `start` back to itself inside its component.
std::vector<const Edge*> shortest_cycle(const Part& part, std::size_t start,
                                        const std::vector<int>& component) {
  std::map<std::size_t, std::size_t> came_from;
  std::deque<std::size_t> open{start};
  while (!open.empty()) {
    const auto at = open.front();
    open.pop_front();
    for (const auto next : boost::make_iterator_range(adjacent_vertices(at, part.graph))) {
      if (component[next] != component[start] || came_from.contains(next)) continue;
      came_from[next] = at;
      if (next == start)
        open.clear();
      else
        open.push_back(next);
      if (next == start) break;
    }
    if (came_from.contains(start)) break;
  }
  std::vector<const Edge*> cycle;
  for (auto at = start; cycle.empty() || at != start; at = came_from[at])
    cycle.push_back(part.arcs.at({came_from[at], at}));
  std::reverse(cycle.begin(), cycle.end());
  return cycle;
}

std::string_view way_out_of(const std::vector<const model::Edge*>& cycle) {
  if (cycle.size() == 1) return "leave it out: nothing waits for itself";
  const auto named =
      std::count_if(cycle.begin(), cycle.end(), [](const auto* e) { return e->named_in_after; });
  if (named == static_cast<std::ptrdiff_t>(cycle.size())) return "leave one of them out of `after`";
  if (named > 0) return "leave it out of `after`, or read the value of the other as `unordered(x)`";
  return "`unordered(x)` reads a value without waiting for the other service to start";
}

void report_cycle(const Model& model, const std::vector<const Edge*>& cycle, Sink& sink) {
  std::vector<std::string> names;
  for (const auto* edge : cycle) names.push_back(fmt::format("`{}`", model[edge->from].path));
  if (names.size() == 1) names.emplace_back("itself");
  auto& diagnostic = sink.report(catalog::dependency_cycle, cycle.front()->span, enumerate(names));
  for (const auto* edge : cycle)
    diagnostic.with_note(
        edge->span,
        fmt::format("`{}` needs `{}` here{}", model[edge->from].path, model[edge->to].path,
                    edge->through.valid() ? fmt::format(", by way of `{}`", model[edge->through].path) : ""));
  if (cycle.front()->kind == EdgeKind::starts) diagnostic.with_hint(std::string(way_out_of(cycle)));
}

/// One report per group of declarations that depend on each other.
bool report_cycles(const Model& model, const Part& part, Sink& sink) {
  std::vector<int> component(part.vertices.size());
  if (component.empty()) return false;
  boost::strong_components(
      part.graph, boost::make_iterator_property_map(component.begin(), get(boost::vertex_index, part.graph)));
  std::map<int, std::vector<std::size_t>> groups;
  for (std::size_t i = 0; i < component.size(); ++i) groups[component[i]].push_back(i);
  bool found = false;
  for (const auto& [id, members] : groups) {
    const auto start = members.front();  // the first by name
    if (members.size() == 1 && !part.arcs.contains({start, start})) continue;
    report_cycle(model, shortest_cycle(part, start, component), sink);
    found = true;
  }
  return found;
}

std::vector<DeclId> order(const Model& model, std::vector<DeclId> vertices, EdgeKind kind, Sink& sink) {
  const Part part(by_path(model, std::move(vertices)), model.edges, kind);
  if (report_cycles(model, part, sink)) return {};
  std::vector<std::size_t> sorted;
  boost::topological_sort(part.graph, std::back_inserter(sorted));  // needed ones come first
  std::vector<DeclId> result;
  for (const auto vertex : sorted) result.push_back(part.vertices[vertex]);
  return result;
}

/// What is not sound may read what nobody meant.
std::vector<DeclId> sound(const Model& model, schema::Shape kind) {
  auto ids = model.of_kind(kind);
  std::erase_if(ids, [&](DeclId id) { return !model[id].sound; });
  return ids;
}

}  // namespace

DependencyGraph build(const Model& model, Sink& sink) {
  DependencyGraph graph;
  graph.build_order = order(model, sound(model, schema::Shape::image), EdgeKind::builds, sink);
  graph.start_order = order(model, sound(model, schema::Shape::service), EdgeKind::starts, sink);
  graph.launch_order = order(model, sound(model, schema::Shape::app), EdgeKind::starts, sink);
  graph.edges = model.edges;
  return graph;
}

std::string dump(const Model& model, const DependencyGraph& graph) {
  std::string text;
  for (const auto id : graph.build_order) text += fmt::format("build {}\n", model[id].path);
  for (const auto id : graph.start_order) text += fmt::format("start {}\n", model[id].path);
  for (const auto id : graph.launch_order) text += fmt::format("launch {}\n", model[id].path);
  for (const auto& edge : graph.edges)
    text += fmt::format("{} {} {}\n", model[edge.from].path, model::to_text(edge.kind), model[edge.to].path);
  return text;
}

}  // namespace herdc::graph
