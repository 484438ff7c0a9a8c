#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "compiler/analysis/evaluator.h"
#include "compiler/analysis/scope.h"

namespace herdc::analysis {
namespace {

std::string_view emitted_part(std::string_view name) {
  return name.starts_with('_') ? name.substr(1) : name;
}

}  // namespace

/// Headers read which other declarations there are, wherever those stand: all names come first, and a header
/// is evaluated when it is asked for.
void Evaluator::instantiate() {
  std::vector<const Home*> homes;
  for (const auto& [module, home] : outline_.standard) homes.push_back(home.get());
  for (const auto& [root, home] : outline_.packages) homes.push_back(home.get());
  homes.push_back(outline_.project.get());
  for (const auto* home : homes)
    for (const auto* blueprint : home->declarations) declare(*blueprint, {}, top_[home]);
  for (const auto* home : homes)
    for (const auto* blueprint : home->declarations) create(top_[home].at(blueprint->name.text));
  check_targets();
}

void Evaluator::declare(const Blueprint& blueprint, DeclId owner, std::map<std::string, Member>& members) {
  auto& member = members[blueprint.name.text];
  if (member.blueprint != nullptr) return;  // declared twice: reported by name
  member.blueprint = &blueprint;
  member.owner = owner;
}

/// With everything that it owns.
void Evaluator::create(Member& member) {
  if (std::exchange(member.created, true)) return;  // declared twice
  context_ = {};
  settle(member, member.blueprint->name.span);
  if (member.single.valid()) create_owned(member.single);
  for (const auto& [key, id] : member.elements) create_owned(id);
}

void Evaluator::create_owned(DeclId id) {
  for (auto& [name, member] : entities_[id.index].members) create(member);
}

/// Evaluates the header, unless that is done. False, with a diagnostic, when it asks for itself.
bool Evaluator::settle(Member& member, Span place) {
  const auto& name = member.blueprint->name.text;
  auto& header = member.header;
  if (header.state == Slot::State::done) return true;
  const auto path = member.owner.valid() ? fmt::format("{}.{}", entity(member.owner).path, name) : name;
  run(header, path, place, [&]() -> Maybe {
    context_ = {};
    context_.header = true;
    context_.slot = &header;
    make(member);
    return Value{};
  });
  return header.state == Slot::State::done;
}

void Evaluator::make(Member& member) {
  const auto& blueprint = *member.blueprint;
  if (loop_of(blueprint) != nullptr) {
    member.collection = true;
    member.broken = !create_collection(blueprint, member);
  } else if (const auto* removal = removal_of(blueprint, "", member.owner)) {
    member.removed = removal->span;
  } else {
    const auto there = header_condition(blueprint, {blueprint.home, blueprint.parent, member.owner, nullptr});
    member.broken = !there;
    if (there.value_or(false)) member.single = add_entity(blueprint, member.owner, "", {});
  }
}

std::optional<bool> Evaluator::header_condition(const Blueprint& blueprint, const Frame& frame) {
  if (blueprint.block == nullptr || !blueprint.block->condition) return true;
  return condition(*blueprint.block->condition, "the `if` of a block", frame);
}

/// False after a diagnostic: then not all of its elements are there.
bool Evaluator::create_collection(const Blueprint& blueprint, Member& member) {
  const auto owner = member.owner;
  if (const auto* removal = removal_of(blueprint, "", owner)) {
    member.removed = removal->span;
    return true;
  }
  const auto& loop = *loop_of(blueprint);
  const Frame outer{blueprint.home, blueprint.parent, owner, nullptr};
  const auto source = evaluate(loop.source, outer);
  if (!source) return false;
  const auto items = iterate(*source, loop.second.has_value(), loop.source.span, outer);
  if (!items) return false;
  for (const auto& [first, second] : *items) {
    const Local key_local{loop.first.text, &first, nullptr};
    const Local value_local{loop.second ? loop.second->text : std::string_view{}, &second, &key_local};
    const Frame inner{blueprint.home, blueprint.parent, owner, loop.second ? &value_local : &key_local};
    const auto there = header_condition(blueprint, inner);
    if (!there) return false;
    if (!*there) continue;
    const auto key = element_key(first, loop.source.span, outer);
    if (!key) return false;
    if (const auto* removal = removal_of(blueprint, *key, owner)) {
      member.removed_elements[*key] = removal->span;
      continue;
    }
    if (const auto made = member.elements.find(*key); made != member.elements.end()) {
      report(outer, catalog::duplicate_key, loop.source.span, *key)
          .with_note(entity(made->second).loop.front().second.span, "it is the key of this element")
          .with_note(first.span, "and of this one")
          .with_hint("the keys of a collection are its elements' names");
      return false;
    }
    std::vector<std::pair<std::string, Value>> variables{{loop.first.text, first}};
    if (loop.second) variables.emplace_back(loop.second->text, second);
    const auto id = add_entity(blueprint, owner, *key, std::move(variables));
    if (!id.valid()) return false;
    member.elements[*key] = id;
  }
  return true;
}

DeclId Evaluator::add_entity(const Blueprint& blueprint, DeclId owner, std::string key,
                             std::vector<std::pair<std::string, Value>> loop) {
  if (entities_.size() == limits_.instances) {
    over_budget(blueprint.name.span, fmt::format("{} declarations", limits_.instances), "instances");
    return {};
  }
  const DeclId id{static_cast<std::uint32_t>(entities_.size())};
  Entity entity{&blueprint, {}, owner, std::move(loop), key, {}, {}, {}};
  for (const auto* component : chain_of(blueprint)) entity.layers.push_back({component, {}});
  entity.layers.push_back({&blueprint, owner});
  const bool library = blueprint.home->is_library() && !owner.valid();
  const auto prefix = owner.valid() ? this->entity(owner).path + "." : blueprint.home->prefix();
  const bool in_cluster = owner.valid() && this->entity(owner).blueprint->kind == schema::Shape::cluster;
  const auto name_prefix = in_cluster      ? ""  // each has a tree of its own
                           : owner.valid() ? emitted_name(owner) + "-"
                           : library       ? blueprint.home->module + "-"
                                           : "";
  entity.path =
      fmt::format("{}{}{}", prefix, blueprint.name.text, key.empty() ? "" : fmt::format("[\"{}\"]", key));
  entity.default_name =
      fmt::format("{}{}{}{}", name_prefix, emitted_part(blueprint.name.text), key.empty() ? "" : "-", key);
  entities_.push_back(std::move(entity));
  if (blueprint.kind == schema::Shape::cluster && !is_trial(id)) clusters_.push_back(id);
  add_changes(id);
  declare_owned(id);
  return id;
}

namespace {

/// Components that nobody is made from, those first that others are not made from either.
std::vector<const Blueprint*> unused_components(const Home& home, const std::deque<Entity>& entities) {
  std::set<const Blueprint*> used;
  for (const auto& entity : entities)
    for (const auto& layer : entity.layers) used.insert(layer.blueprint);
  std::vector<const Blueprint*> unused;
  for (const auto& blueprint : home.blueprints)
    if (blueprint.is_component() && !used.contains(&blueprint)) unused.push_back(&blueprint);
  std::set<const Blueprint*> bases;
  for (const auto* component : unused) bases.insert(component->component);
  std::erase_if(unused, [&](const auto* component) { return bases.contains(component); });
  return unused;
}

}  // namespace

/// A component without an instance is tried as a declaration that is made from it and gives no params: what
/// needs one of them has no value, and no message.
void Evaluator::check_unused_components() {
  first_trial_ = entities_.size();
  std::map<std::string, Member> trials;
  for (const auto* component : unused_components(*outline_.project, entities_)) {
    declare(*component, {}, trials);
    create(trials.at(component->name.text));  // all headers before any field, as with declarations
  }
  for (auto i = first_trial_; i < entities_.size(); ++i) try_fields(DeclId{static_cast<std::uint32_t>(i)});
  for (auto i = first_trial_; i < entities_.size(); ++i)
    for (const auto& layer : entities_[i].layers)
      check_targets(*layer.blueprint, DeclId{static_cast<std::uint32_t>(i)});
}

void Evaluator::try_fields(DeclId id) {
  for (const auto field : schema::info(entity(id).blueprint->kind).fields) field_on_all_hosts(id, field);
  for (const auto& layer : entity(id).layers)
    for (const auto& item : layer.blueprint->body->items)
      if (const auto* let = std::get_if<ast::Binding>(&item.node)) binding(id, *let);
}

DeclId Evaluator::cluster_around(DeclId id) const {
  while (id.valid() && entity(id).owner.valid()) id = entity(id).owner;
  if (id.valid() && entity(id).blueprint->kind == schema::Shape::cluster) return id;
  return clusters_.size() == 1 ? clusters_.front() : DeclId{};
}

void Evaluator::declare_owned(DeclId id) {
  auto& members = entities_[id.index].members;
  for (const auto& layer : entity(id).layers)
    for (const auto* owned : layer.blueprint->owned) {
      if (const auto known = members.find(owned->name.text); known != members.end())
        sink_.report(catalog::duplicate_name, owned->name.span, owned->name.text)
            .with_note(known->second.blueprint->name.span, "a layer below declares it here");
      declare(*owned, id, members);
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
  if (const auto* text = key.get<std::string>(); text != nullptr && text->empty()) {
    report(frame, catalog::bad_name, place, "", "an element", "it is empty");
    return std::nullopt;
  }
  if (key.get<std::string>() != nullptr || key.get<std::int64_t>() != nullptr || key.get<HostId>() != nullptr)
    return text_form(key);
  report(frame, catalog::wrong_type, place, "for", "texts, integers or hosts, which become names",
         describe(key));
  return std::nullopt;
}

}  // namespace herdc::analysis
