#include "compiler/analysis/edges.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "compiler/dockerfile/parse.h"

namespace herdc::analysis {
namespace {

using model::Edge;
using model::EdgeKind;
using model::Model;
using schema::Shape;

class EdgeFinder {
 public:
  EdgeFinder(const Evaluator& evaluator, Model& model) : evaluator_(evaluator), model_(model) {}

  void run() {
    for (std::uint32_t i = 0; i < model_.declarations.size(); ++i)
      for (const auto field : schema::info(model_[DeclId{i}].kind).fields) add_reads(DeclId{i}, field);
    add_dockerfile_edges();
    add_starts_through();
  }

 private:
  void add(DeclId from, DeclId to, EdgeKind kind, Span place, DeclId through = {}, bool in_after = false) {
    if (known_.emplace(from, to, kind).second)
      model_.edges.push_back({from, to, kind, place, through, in_after});
  }

  void add_reads(DeclId from, schema::FieldId field) {
    for (const auto& read : evaluator_.reads_of(from, field)) {
      const auto kind = edge_kind(from, read, field);
      const bool in_after = field == schema::field::service::after || field == schema::field::app::after;
      const bool names_itself = in_after || kind == EdgeKind::builds;
      if (!kind || (read.target == from && !names_itself)) continue;
      add(from, read.target, *kind, read.span, {}, in_after);
      if (!read.unordered && model_[read.target].kind == Shape::service) services_read_.emplace(from, read);
    }
  }

  std::optional<EdgeKind> edge_kind(DeclId from, const Read& read, schema::FieldId field) const {
    const auto source = model_[from].kind, target = model_[read.target].kind;
    if (target == Shape::cluster) return std::nullopt;
    namespace field_of = schema::field;
    const bool names_image = field == field_of::service::image || field == field_of::image::base ||
                             field == field_of::app::image || field == field_of::proxy::image;
    if (names_image && (target == Shape::image || target == Shape::base)) return EdgeKind::builds;
    if (target == Shape::volume) return EdgeKind::mounts;
    if (field == field_of::proxy::route) return EdgeKind::routes;
    if (field == field_of::app::after) return EdgeKind::starts;
    const bool services = source == Shape::service && target == Shape::service;
    return services && !read.unordered ? EdgeKind::starts : EdgeKind::reads;
  }

  /// What a Dockerfile of the user's own names in FROM or `COPY --from` is built first.
  void add_dockerfile_edges() {
    std::map<std::string, DeclId> known;
    for (std::uint32_t i = 0; i < model_.declarations.size(); ++i) {
      const auto& declaration = model_[DeclId{i}];
      if (declaration.kind != Shape::base && declaration.kind != Shape::image) continue;
      known.emplace(declaration.path, DeclId{i});
      if (!declaration.library) known.emplace(declaration.name, DeclId{i});
    }
    for (std::uint32_t i = 0; i < model_.declarations.size(); ++i)
      if (const auto* value = model_[DeclId{i}].find(schema::field::image::dockerfile))
        add_references(DeclId{i}, *value->get<model::Files>(), known);
  }

  void add_references(DeclId image, const model::Files& context, const std::map<std::string, DeclId>& known) {
    for (const auto id : context.files) {
      const auto& file = model_.files[id];
      if (file.path != context.path) continue;
      for (const auto& reference : dockerfile::references(file.bytes)) {
        const auto target = reference.is_stage ? known.end() : known.find(reference.text);
        if (target == known.end()) continue;
        const Span place{file.source, static_cast<std::uint32_t>(reference.range.begin),
                         static_cast<std::uint32_t>(reference.range.end)};
        add(image, target->second, EdgeKind::builds, place);
      }
    }
  }

  /// A volume or image that reads a service's value: whoever uses it starts after that service.
  void add_starts_through() {
    std::multimap<DeclId, DeclId> uses;
    for (const auto& edge : model_.edges)
      if (edge.kind == EdgeKind::builds || edge.kind == EdgeKind::mounts) uses.emplace(edge.from, edge.to);
    for (std::uint32_t i = 0; i < model_.declarations.size(); ++i)
      if (model_[DeclId{i}].kind == Shape::service)
        for (const auto& [path, id] : used_by(DeclId{i}, uses)) add_starts(DeclId{i}, id);
  }

  /// By path, so that the order of declarations does not show.
  std::map<std::string_view, DeclId> used_by(DeclId service,
                                             const std::multimap<DeclId, DeclId>& uses) const {
    std::map<std::string_view, DeclId> used;
    std::vector<DeclId> open{service};
    while (!open.empty()) {
      const auto at = open.back();
      open.pop_back();
      for (auto [use, last] = uses.equal_range(at); use != last; ++use)
        if (used.emplace(model_[use->second].path, use->second).second) open.push_back(use->second);
    }
    return used;
  }

  void add_starts(DeclId service, DeclId used) {
    for (auto [read, last] = services_read_.equal_range(used); read != last; ++read)
      if (read->second.target != service)
        add(service, read->second.target, EdgeKind::starts, read->second.span, used);
  }

  const Evaluator& evaluator_;
  Model& model_;
  std::set<std::tuple<DeclId, DeclId, EdgeKind>> known_;
  std::multimap<DeclId, Read> services_read_;  ///< by everything, with the reads that ask for an order
};

}  // namespace

void sort_edges(Model& model) {
  const auto key = [&](const Edge& edge) {
    return std::tuple(std::string_view(model[edge.from].path), std::string_view(model[edge.to].path),
                      edge.kind, edge.span);
  };
  std::sort(model.edges.begin(), model.edges.end(),
            [&](const Edge& a, const Edge& b) { return key(a) < key(b); });
}

void add_edges(const Evaluator& evaluator, Model& model) {
  EdgeFinder(evaluator, model).run();
}

}  // namespace herdc::analysis
