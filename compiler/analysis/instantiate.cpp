#include <fmt/format.h>

#include <algorithm>

#include "compiler/analysis/evaluator.h"
#include "compiler/analysis/scope.h"

namespace herdc::analysis {
namespace {

std::string_view emitted_part(std::string_view name) {
  return name.starts_with('_') ? name.substr(1) : name;
}

}  // namespace

void Evaluator::instantiate() {
  for (const auto& [module, home] : outline_.standard) create_all(*home);
  create_all(*outline_.project);
}

void Evaluator::create_all(const Home& home) {
  auto& members = top_[&home];
  const auto of_kind = [&](bool machines) {
    for (const auto* blueprint : home.declarations)
      if (schema::defines_hosts(blueprint->kind) == machines) create(*blueprint, {}, {}, members);
  };
  of_kind(true);  // headers may read the hosts of machines, so these come first
  of_kind(false);
}

void Evaluator::create(const Blueprint& blueprint, DeclId owner, DeclId context,
                       std::map<std::string, Member>& members) {
  auto& member = members[blueprint.name.text];
  if (member.blueprint != nullptr) return;  // declared twice: reported by name
  member.blueprint = &blueprint;
  context_ = {};
  context_.header = true;
  if (loop_of(blueprint) != nullptr) {
    member.collection = true;
    create_collection(blueprint, owner, context, member);
  } else if (header_condition(blueprint, {blueprint.home, blueprint.parent, context, nullptr})) {
    member.single = add_entity(blueprint, owner, context, "", {});
  }
  context_ = {};
}

bool Evaluator::header_condition(const Blueprint& blueprint, const Frame& frame) {
  if (blueprint.block == nullptr || !blueprint.block->condition) return true;
  return condition(*blueprint.block->condition, "the `if` of a block", frame).value_or(false);
}

void Evaluator::create_collection(const Blueprint& blueprint, DeclId owner, DeclId context, Member& member) {
  const auto& loop = *loop_of(blueprint);
  const Frame outer{blueprint.home, blueprint.parent, context, nullptr};
  const auto source = evaluate(loop.source, outer);
  if (!source) return;
  const auto items = iterate(*source, loop.second.has_value(), loop.source.span, outer);
  if (!items) return;
  for (const auto& [first, second] : *items) {
    const Local key_local{loop.first.text, &first, nullptr};
    const Local value_local{loop.second ? loop.second->text : std::string_view{}, &second, &key_local};
    const Frame inner{blueprint.home, blueprint.parent, context, loop.second ? &value_local : &key_local};
    context_.header = true;
    if (!header_condition(blueprint, inner)) continue;
    const auto key = element_key(first, loop.source.span, outer);
    if (!key) return;
    if (member.elements.contains(*key)) {
      report(outer, catalog::duplicate_key, loop.source.span, *key)
          .with_hint("the keys of a collection are its elements' names");
      return;
    }
    std::vector<std::pair<std::string, Value>> variables{{loop.first.text, first}};
    if (loop.second) variables.emplace_back(loop.second->text, second);
    const auto id = add_entity(blueprint, owner, context, *key, std::move(variables));
    if (!id.valid()) return;
    member.elements[*key] = id;
  }
}

/// A component that owns an instance of itself would never end.
bool Evaluator::makes_itself(const Blueprint& blueprint, DeclId owner) {
  if (blueprint.component == nullptr) return false;
  for (DeclId at = owner; at.valid(); at = entity(at).owner) {
    const auto& layers = entity(at).layers;
    const auto same = [&](const Layer& layer) { return layer.blueprint == blueprint.component; };
    if (std::none_of(layers.begin(), layers.end(), same)) continue;
    sink_.report(catalog::value_cycle, blueprint.block->from->span, blueprint.component->name.text)
        .with_note(blueprint.component->name.span, "this component would be made inside itself, without end");
    return true;
  }
  return false;
}

DeclId Evaluator::add_entity(const Blueprint& blueprint, DeclId owner, DeclId context, std::string key,
                             std::vector<std::pair<std::string, Value>> loop) {
  if (entities_.size() == budget_.declarations) {
    over_budget(blueprint.name.span, fmt::format("{} declarations", budget_.declarations));
    return {};
  }
  if (makes_itself(blueprint, owner)) return {};
  const DeclId id{static_cast<std::uint32_t>(entities_.size())};
  Entity entity{&blueprint, {}, owner, std::move(loop), {}, {}, {}};
  if (blueprint.component != nullptr) entity.layers.push_back({blueprint.component, {}});
  entity.layers.push_back({&blueprint, context});
  const bool standard = blueprint.home->is_standard() && !owner.valid();
  const auto prefix = owner.valid() ? this->entity(owner).path + "."
                      : standard    ? fmt::format("std.{}.", blueprint.home->module)
                                    : "";
  const auto name_prefix = owner.valid() ? emitted_name(owner) + "-"
                           : standard    ? blueprint.home->module + "-"
                                         : "";
  entity.path =
      fmt::format("{}{}{}", prefix, blueprint.name.text, key.empty() ? "" : fmt::format("[\"{}\"]", key));
  entity.default_name =
      fmt::format("{}{}{}{}", name_prefix, emitted_part(blueprint.name.text), key.empty() ? "" : "-", key);
  entities_.push_back(std::move(entity));
  if (blueprint.kind == schema::Shape::cluster && !cluster_.valid()) cluster_ = id;
  create_owned(id);
  return id;
}

void Evaluator::create_owned(DeclId id) {
  const auto layers = entity(id).layers;
  for (const auto& layer : layers)
    for (const auto* owned : layer.blueprint->owned) {
      auto& members = entities_[id.index].members;
      if (const auto known = members.find(owned->name.text); known != members.end())
        sink_.report(catalog::duplicate_name, owned->name.span, owned->name.text)
            .with_note(known->second.blueprint->name.span, "the component declares it here");
      create(*owned, id, id, members);
    }
}

std::optional<std::vector<std::pair<Value, Value>>> Evaluator::iterate(const Value& source, bool pairs,
                                                                       Span place, const Frame& frame) {
  std::vector<std::pair<Value, Value>> items;
  if (const auto* list = source.get<model::List>(); list != nullptr && !pairs) {
    for (const auto& item : *list) items.emplace_back(item, Value{});
    return items;
  }
  if (const auto* map = source.get<model::Map>()) {
    for (const auto& [key, value] : *map) items.emplace_back(Value{key, place}, value);
    return items;
  }
  report(frame, catalog::wrong_type, place, "for",
         pairs ? "a map, for two variables" : "a list, a range or a map", describe(source));
  return std::nullopt;
}

std::optional<std::string> Evaluator::element_key(const Value& key, Span place, const Frame& frame) {
  if (key.get<std::string>() != nullptr || key.get<std::int64_t>() != nullptr || key.get<HostId>() != nullptr)
    return text_form(key);
  report(frame, catalog::wrong_type, place, "for", "texts, integers or hosts, which become names,",
         describe(key));
  return std::nullopt;
}

}  // namespace herdc::analysis
