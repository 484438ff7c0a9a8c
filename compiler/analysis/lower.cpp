#include "compiler/analysis/lower.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "compiler/analysis/declared_names.h"
#include "compiler/analysis/edges.h"
#include "compiler/analysis/instances.h"
#include "compiler/analysis/proxy_services.h"
#include "compiler/analysis/requirements.h"
#include "compiler/analysis/wording.h"

namespace herdc::analysis {
namespace {

using model::Declaration;
using model::Model;
using schema::Shape;

/// Turns what the evaluator made into the model, declaration by declaration.
class Lowering {
 public:
  /// Of the first `count` entities.
  Lowering(Evaluator& evaluator, std::size_t count, const Outline& outline, Sink& sink)
      : evaluator_(evaluator), count_(count), outline_(outline), sink_(sink) {}

  Model run() {
    for (std::uint32_t i = 0; i < count_; ++i) model_.declarations.push(declaration(DeclId{i}));
    if (!evaluator_.clusters().empty()) model_.cluster = evaluator_.clusters().front();
    const bool several = evaluator_.clusters().size() > 1;
    model_.files = std::move(evaluator_.files());
    add_edges(evaluator_, model_);
    if (several) read_other_clusters();
    add_hosts();
    mark_use();
    refuse_name_collisions();
    check_requirements(evaluator_, outline_, model_, sink_);
    if (!several) finish_only_cluster();
    sort_edges(model_);
    return std::move(model_);
  }

 private:
  /// Of several, each is finished by itself (`cluster_view`).
  void finish_only_cluster() {
    for (const auto& [service, numbers] : evaluator_.ordinals())
      model_.ordinals[model_[service].name] = numbers;
    add_proxy_services(model_);
  }

  /// Nobody waits for another cluster.
  void read_other_clusters() {
    for (auto& edge : model_.edges)
      if (edge.kind == model::EdgeKind::starts &&
          evaluator_.cluster_around(edge.from) != evaluator_.cluster_around(edge.to))
        edge.kind = model::EdgeKind::reads;
  }

  Declaration declaration(DeclId id) {
    const auto& entity = evaluator_.entity(id);
    Declaration result;
    result.kind = entity.blueprint->kind;
    result.name = evaluator_.emitted_name(id);
    result.path = entity.path;
    result.span = entity.blueprint->name.span;
    result.owner = entity.owner;
    for (const auto& layer : entity.layers)
      if (layer.blueprint->is_component() && layer.blueprint != entity.blueprint)
        result.made_from.push_back(layer.blueprint->body->span);
    const auto mark = sink_.mark();
    result.library = entity.blueprint->home->is_library();
    result.sound = !evaluator_.is_broken(id);
    for (const auto field : schema::info(result.kind).fields)
      if (!add_field(id, field, result)) result.sound = false;
    evaluator_.evaluate_params(id);
    add_outputs(id, result);
    name_instances({&result, 1}, mark, sink_);
    return result;
  }

  /// False when it is wrong or missing.
  bool add_field(DeclId id, schema::FieldId field, Declaration& declaration) {
    auto value = evaluator_.field_on_all_hosts(id, field);
    for (const auto& [key, span] : evaluator_.number_readings(id, field))
      declaration.number_readings.push_back({field, key, span});
    if (!value) return false;
    const auto& row = schema::info(field);
    if (value->is_none()) return !row.is(schema::required) || !is_missing(id, row, declaration);
    if (!refuse_varying(*value, row) || !complete(id, *value, row)) return false;
    declaration.fields.push_back({field, std::move(*value), evaluator_.is_default(id, field)});
    return true;
  }

  /// A required field that nobody wrote, unless what it says is known otherwise.
  bool is_missing(DeclId id, const schema::Field& row, const Declaration& declaration) {
    if (row.id == schema::field::machines::address && every_host_has_address(id)) return false;
    report_missing(id, row, declaration);
    return true;
  }

  void report_missing(DeclId id, const schema::Field& row, const Declaration& declaration) {
    const bool tag = row.id == schema::field::base::tag;
    if (tag && declaration.find(schema::field::base::repository) == nullptr)
      return;                              // it stands in there, most likely
    if (evaluator_.is_broken(id)) return;  // it may be what was left out
    auto& diagnostic = sink_.report(catalog::missing_field, evaluator_.entity(id).blueprint->name.span,
                                    evaluator_.title_of(id), row.name);
    diagnostic.with_hint(fmt::format("write `{} = …`: {}", row.name, row.doc));
  }

  bool every_host_has_address(DeclId machines) {
    const auto hosts = evaluator_.hosts_of(machines);
    return std::all_of(hosts.begin(), hosts.end(),
                       [&](HostId h) { return !evaluator_.hosts()[h].address.empty(); });
  }

  /// A table is accepted where the innermost field that holds it says so.
  bool refuse_varying(const Value& value, const schema::Field& row) {
    if (const auto* table = value.get<model::PerHost>()) {
      const auto& first = table->values.front().second;
      const bool whole = row.id != schema::field::slaves::flags &&
                         (first.get<model::Map>() != nullptr || first.get<model::List>() != nullptr);
      if (whole) return refuse_other_entries(value, row);
      if (row.is(schema::varies)) return true;
      sink_.report(catalog::varies_here, value.span, row.name)
          .with_hint("fields that may differ are env, labels, args, command and the address of a port");
      return false;
    }
    bool fine = true;
    if (const auto* list = value.get<model::List>())
      for (const auto& item : *list) fine &= refuse_varying(item, row);
    if (const auto* map = value.get<model::Map>())
      for (const auto& [key, item] : *map) fine &= refuse_varying(item, row);
    if (const auto* record = value.get<model::Record>())
      for (const auto& [field, item] : record->fields) fine &= refuse_varying(item, schema::info(field));
    return fine;
  }

  /// What differs is one value of an entry, not which entries there are.
  bool refuse_other_entries(const Value& value, const schema::Field& row) {
    sink_.report(catalog::varies_here, value.span, row.name)
        .with_label("it has other entries on some hosts")
        .with_hint(
            "each entry is there on all hosts, and its value may differ: \"\" where there is nothing to say");
    return false;
  }

  /// Records must have their required fields once all layers have spoken.
  bool complete(DeclId id, const Value& value, const schema::Field& row) {
    bool fine = true;
    if (const auto* list = value.get<model::List>())
      for (const auto& item : *list) fine &= complete(id, item, row);
    if (const auto* map = value.get<model::Map>())
      for (const auto& [key, item] : *map) fine &= complete(id, item, row);
    const auto* record = value.get<model::Record>();
    if (record == nullptr) return fine;
    for (const auto field : schema::info(record->shape).fields) {
      if (!schema::info(field).is(schema::required) || record->find(field) != nullptr) continue;
      fine = false;
      if (is_broken_part(id, value.span)) continue;  // it may be what was misspelt there
      sink_.report(catalog::missing_field, value.span,
                   fmt::format("this {}", schema::info(record->shape).name), schema::info(field).name);
    }
    return fine;
  }

  /// Something in the sub-block that this is from was reported.
  bool is_broken_part(DeclId id, Span place) const {
    const auto& layers = evaluator_.entity(id).layers;
    return std::any_of(layers.begin(), layers.end(), [&](const Layer& layer) {
      const auto& parts = layer.blueprint->broken_parts;
      return std::any_of(parts.begin(), parts.end(), [&](Span part) { return is_inside(place, part); });
    });
  }

  void add_outputs(DeclId id, Declaration& declaration) {
    if (declaration.kind == Shape::policy) return;  // looked at when the model is finished
    for (const auto& layer : evaluator_.entity(id).layers)
      for (const auto& item : layer.blueprint->body->items) {
        const auto* binding = std::get_if<ast::Binding>(&item.node);
        if (binding == nullptr) continue;
        auto value = evaluator_.binding(id, *binding);
        if (binding->output && value) declaration.outputs[binding->name.text] = std::move(*value);
      }
  }

  void add_hosts() {
    for (const auto& host : evaluator_.hosts()) model_.hosts.push(host);
    std::set<DeclId> failed;  // one message for all machines of a group
    for (auto& host : model_.hosts) {
      if (failed.contains(host.machines)) continue;
      const auto id = HostId{static_cast<std::uint32_t>(&host - &*model_.hosts.begin())};
      if (const auto address = evaluator_.host_address(id, host.span);
          address && address->get<std::string>() != nullptr)
        host.address = *address->get<std::string>();
      else
        failed.insert(host.machines);
    }
  }

  /// Libraries are there for all; what nobody of the project reads is not part of this cluster.
  void mark_use() {
    std::multimap<DeclId, DeclId> needs;
    for (const auto& edge : model_.edges) needs.emplace(edge.from, edge.to);
    std::vector<DeclId> open;
    for (std::uint32_t i = 0; i < model_.declarations.size(); ++i) {
      auto& declaration = model_.declarations[DeclId{i}];
      declaration.in_use = !declaration.library || declaration.owner.valid();
      if (declaration.in_use) open.push_back(DeclId{i});
    }
    while (!open.empty()) {
      const auto id = open.back();
      open.pop_back();
      for (auto [need, last] = needs.equal_range(id); need != last; ++need) {
        auto& target = model_.declarations[need->second];
        if (target.in_use) continue;
        target.in_use = true;
        open.push_back(need->second);
      }
    }
    std::erase_if(model_.edges, [&](const auto& edge) { return !model_[edge.from].in_use; });
  }

  /// Names that are put together (`owner-name`, `collection-key`) can be wrong where their parts are right.
  void refuse_bad_name(DeclId id) {
    const auto& declaration = model_[id];
    const bool written = !declared_name_problem(evaluator_.entity(id).blueprint->name.text).empty();
    const auto problem = declared_name_problem(declaration.name);
    if (written || problem.empty()) return;  // what is written is reported where it stands
    sink_.report(catalog::bad_name, declaration.span, declaration.name,
                 with_article(schema::info(declaration.kind).name), problem);
  }

  /// Kinds that share names in the tree: a proxy runs as a service, slaves are machines.
  static Shape name_space(Shape kind) {
    if (kind == Shape::proxy) return Shape::service;
    return kind == Shape::slaves ? Shape::machines : kind;
  }

  void refuse_name_collisions() {
    std::map<std::tuple<DeclId, Shape, std::string>, DeclId> known;  // each cluster has a tree of its own
    for (std::uint32_t i = 0; i < model_.declarations.size(); ++i) {
      const auto& declaration = model_[DeclId{i}];
      if (!declaration.in_use) continue;
      refuse_bad_name(DeclId{i});
      const auto [other, fresh] = known.emplace(
          std::tuple{evaluator_.cluster_around(DeclId{i}), name_space(declaration.kind), declaration.name},
          DeclId{i});
      if (!fresh)
        sink_
            .report(catalog::emitted_name_collision, declaration.span,
                    plural(schema::info(declaration.kind).name), declaration.name)
            .with_note(model_[other->second].span,
                       fmt::format("the other is `{}`", model_[other->second].path))
            .with_hint("the field `name` gives another one");
    }
  }

  Evaluator& evaluator_;
  std::size_t count_;
  const Outline& outline_;
  Sink& sink_;
  Model model_;
};

}  // namespace

Model build_model(Evaluator& evaluator, std::size_t count, const Outline& outline, Sink& sink) {
  return Lowering(evaluator, count, outline, sink).run();
}

std::string lock_name(const Declaration& base) {
  return fmt::format("{}:{}", model::text(base, schema::field::base::repository),
                     model::text(base, schema::field::base::tag));
}

}  // namespace herdc::analysis
