#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "compiler/analysis/evaluator.h"
#include "compiler/base/spelling.h"
#include "compiler/base/text.h"

/// Layers above a block's own body: what instances around it change, and what the environment changes.
namespace herdc::analysis {
namespace {

/// The body in which a change begins: one layer writes a field once, however deep its changes are nested.
const Blueprint* root_of(const Blueprint& change) {
  const auto* at = change.parent;
  while (at->role == Blueprint::Role::change) at = at->parent;
  return at;
}

using Places = std::vector<std::pair<std::string, Span>>;

/// `memory`, `env.LOG_LEVEL`: what a body writes, with the places.
void collect_written(const ast::Body& body, const std::string& prefix, Places& places) {
  for (const auto& item : body.items) {
    if (const auto* field = std::get_if<ast::Field>(&item.node)) {
      const auto* name = std::get_if<ast::Name>(&field->key.value);
      const auto* text = name != nullptr ? nullptr : std::get<ast::Text>(field->key.value).constant();
      if (name != nullptr || text != nullptr)
        places.emplace_back(prefix + (name != nullptr ? name->text : *text), field->key.span);
    } else if (const auto* block = std::get_if<ast::Block>(&item.node); block != nullptr && !block->label) {
      collect_written(block->body, fmt::format("{}{}.", prefix, block->kind.text), places);
    }
  }
}

}  // namespace

/// Inner instances first, then the environment: `change every KIND`, then `change X`.
void Evaluator::add_changes(DeclId id) {
  const auto& blueprint = *entity(id).blueprint;
  const auto key = entity(id).key;
  const auto owner = entity(id).owner;
  const bool library = blueprint.home->is_library() && !owner.valid();
  std::vector<Layer> instances, every, named;
  const auto add = [&](const Blueprint& body, DeclId at, bool environment) {
    const Frame frame{body.home, &body, at, nullptr};
    for (const auto* change : body.changes)
      if (change->is_for_every() ? change->kind == blueprint.kind && !library
                                 : is_target(change->target, blueprint, key, owner, at, frame))
        (change->is_for_every() ? every
         : environment          ? named
                                : instances)
            .push_back({change, at, environment});
  };
  for (DeclId at = owner; at.valid(); at = entity(at).owner)
    for (const auto& layer : entity(at).layers) add(*layer.blueprint, at, layer.environment);
  if (outline_.environment != nullptr) add(*outline_.environment, {}, true);
  auto& layers = entities_[id.index].layers;
  for (const auto* group : {&instances, &every, &named}) {
    std::map<const Blueprint*, std::vector<const Blueprint*>> by_root;
    for (const auto& layer : *group) by_root[root_of(*layer.blueprint)].push_back(layer.blueprint);
    for (const auto& [root, changes] : by_root) refuse_written_twice(changes);
    layers.insert(layers.end(), group->begin(), group->end());
  }
}

/// Several changes of one layer are about the same block.
void Evaluator::refuse_written_twice(const std::vector<const Blueprint*>& changes) {
  if (changes.size() < 2) return;
  std::map<std::string, Span> written;
  for (const auto* change : changes) {
    std::map<std::string, Span> here;  // twice in one body: reported by resolve
    Places places;
    collect_written(*change->body, "", places);
    for (const auto& [name, span] : places) here.emplace(name, span);
    for (const auto& [name, span] : here) {
      const auto [known, fresh] = written.emplace(name, span);
      if (!fresh)
        sink_.report(catalog::field_written_twice, span, name)
            .with_note(known->second, "the same layer writes it here first");
    }
  }
}

/// Whether the block `blueprint`, with that key and owner, is what a path means that begins in `at`.
bool Evaluator::is_target(const Target& target, const Blueprint& blueprint, std::string_view key,
                          DeclId owner, DeclId at, const Frame& frame) {
  if (target.blueprint != &blueprint) return false;
  std::string name = blueprint.name.text, element(key);
  for (auto step = target.path.rbegin(); step != target.path.rend(); ++step) {
    if (step->name != name) return false;
    if (step->key != nullptr && target_key(*step, frame) != element) return false;
    if (step + 1 == target.path.rend()) return owner == at;
    if (!owner.valid()) return false;
    name = entity(owner).blueprint->name.text;
    element = entity(owner).key;
    owner = entity(owner).owner;
  }
  return false;
}

std::optional<std::string> Evaluator::target_key(const Target::Step& step, const Frame& frame) {
  const Context outer = context_;
  context_ = {};
  context_.header = true;
  const auto key = evaluate(*step.key, frame);
  context_ = outer;
  return key ? element_key(*key, step.key->span, frame) : std::nullopt;
}

const Removal* Evaluator::removal_of(const Blueprint& blueprint, std::string_view key, DeclId owner) {
  const auto find = [&](const Blueprint& body, DeclId at) -> const Removal* {
    const Frame frame{body.home, &body, at, nullptr};
    for (const auto& removal : body.removals) {
      const bool whole =
          key.empty() || removal.target.path.empty() || removal.target.path.back().key != nullptr;
      if (whole && is_target(removal.target, blueprint, key, owner, at, frame)) return &removal;
    }
    return nullptr;
  };
  for (DeclId at = owner; at.valid(); at = entity(at).owner)
    for (const auto& layer : entity(at).layers)
      if (const auto* removal = find(*layer.blueprint, at)) return removal;
  return outline_.environment != nullptr ? find(*outline_.environment, {}) : nullptr;
}

/// Once everything is there: what is changed or removed must be.
void Evaluator::check_targets() {
  if (outline_.environment != nullptr) check_targets(*outline_.environment, {});
  for (std::uint32_t i = 0; i < entities_.size(); ++i) {
    const auto& layers = entities_[i].layers;
    for (std::size_t layer = 0; layer < layers.size(); ++layer) {
      check_targets(*layers[layer].blueprint, DeclId{i});
      for (const auto& removal : layers[layer].blueprint->removals)
        if (!removal.target.field.empty()) check_removed_field(DeclId{i}, layer, removal);
    }
  }
}

void Evaluator::check_targets(const Blueprint& body, DeclId at) {
  const Frame frame{body.home, &body, at, nullptr};
  for (const auto* change : body.changes) check_target(change->target, at, "change", frame);
  for (const auto& removal : body.removals) check_target(removal.target, at, "remove", frame);
}

/// Each element that a path names exists, or has been removed on purpose.
void Evaluator::check_target(const Target& target, DeclId at, std::string_view verb, const Frame& frame) {
  for (const auto& step : target.path) {
    auto* member = find_member(at, *outline_.project, step.name);
    if (member == nullptr || member->removed.known() || member->broken) return;
    if (!member->collection && !member->single.valid()) {
      member_value(*member, step.span, frame);  // says why
      return;
    }
    at = member->single;
    if (!member->collection) continue;
    if (step.key == nullptr) return;  // all of its elements
    const auto key = target_key(step, frame);
    if (!key || member->removed_elements.contains(*key)) return;
    const auto element = member->elements.find(*key);
    if (element == member->elements.end()) {
      std::vector<std::string> keys;
      for (const auto& [known, id] : member->elements) keys.push_back(known);
      report(frame, catalog::no_such_target, step.key->span, fmt::format("{}[\"{}\"]", step.name, *key), verb)
          .with_hint(suggest(*key, keys, "its elements are"));
      return;
    }
    at = element->second;
  }
}

/// A removal that removes nothing is a mistake: something has another name, or has gone already.
void Evaluator::check_removed_field(DeclId id, std::size_t layer, const Removal& removal) {
  if (is_broken(id)) return;
  const auto& target = removal.target;
  const auto& body = *entity(id).layers[layer].blueprint;
  const auto writes = writes_of(id, target.field, layer);
  const auto field = schema::find_field(entity(id).blueprint->kind, target.field);
  std::optional<std::vector<std::string>> keys;
  if (target.entry.empty()) {
    if (std::any_of(writes.begin(), writes.end(), [](const Write& w) { return w.frame.home != nullptr; }))
      return;
  } else {
    if (!field || schema::info(*field).type.form != schema::Type::Form::map) return;
    context_ = {};
    const auto there = holding(writes);
    if (!there) return;
    keys = known_keys(*there, schema::info(*field).type);
    context_ = {};
    if (!keys || std::find(keys->begin(), keys->end(), target.entry) != keys->end()) return;
  }
  const auto title = target.entry.empty() ? target.field : fmt::format("{}.{}", target.field, target.entry);
  report({body.home, &body, id, nullptr}, catalog::nothing_to_remove, removal.span, title)
      .with_hint(keys && !keys->empty() ? suggest(target.entry, *keys, "its entries are") : "");
}

/// Of a map or record that is known as a whole only.
Maybe Evaluator::without_entry(const Value& current, const Write& write) {
  if (const auto* map = current.get<model::Map>()) {
    model::Map rest = *map;
    if (rest.erase(write.key) == 0) report(write.frame, catalog::nothing_to_remove, write.removed, write.key);
    return model::make_shared_value(std::move(rest), current.span);
  }
  const auto* record = current.get<model::Record>();
  if (record == nullptr) return current;
  auto rest = *record;
  const auto field = schema::find_field(rest.shape, write.key);
  std::erase_if(rest.fields, [&](const auto& entry) { return field && entry.first == *field; });
  return complete_record(std::move(rest), current.span);
}

}  // namespace herdc::analysis
