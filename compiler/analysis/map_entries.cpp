#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "compiler/analysis/evaluator.h"
#include "compiler/analysis/writes.h"

/// Fields that are maps: each entry is a value of its own, so entries may read each other.
namespace herdc::analysis {

using Form = schema::Type::Form;

namespace {

/// Nothing for a key that has to be computed.
const std::string* constant_key(const ast::Key& key) {
  if (const auto* name = std::get_if<ast::Name>(&key.value)) return &name->text;
  return std::get<ast::Text>(key.value).constant();
}

const std::string* constant_key(const ast::Item& item) {
  if (const auto* field = std::get_if<ast::Field>(&item.node)) return constant_key(field->key);
  const auto* block = std::get_if<ast::Block>(&item.node);
  return block != nullptr && !block->condition ? &block->kind.text : nullptr;
}

const std::string* constant_key(const ast::MapEntry& entry) {
  return constant_key(entry.key);
}

/// Where each key stands in the list; nothing when that depends on values.
template <class Listed>
std::optional<std::map<std::string, std::size_t>> places_of_keys(const std::vector<Listed>& list) {
  std::map<std::string, std::size_t> places;
  for (std::size_t i = 0; i < list.size(); ++i) {
    const auto* key = constant_key(list[i]);
    if (key == nullptr) return std::nullopt;
    places.emplace(*key, i);
  }
  return places;
}

}  // namespace

/// Of a body or a literal whose keys are all known: what stands under `key` without a look at the others.
/// False when they are not.
template <class Listed>
bool Evaluator::find_constant(const std::vector<Listed>& list, const std::string& key, const Listed*& found) {
  const auto [places, fresh] = places_of_keys_.try_emplace(&list);
  if (fresh) places->second = places_of_keys(list);
  if (!places->second) return false;
  const auto place = places->second->find(key);
  found = place == places->second->end() ? nullptr : &list[place->second];
  return true;
}

Maybe Evaluator::compute_entries(DeclId id, const schema::Field& row, const std::vector<Write>& writes,
                                 const model::Map& keys, Span place) {
  model::Map entries;
  bool failed = false;
  for (const auto& [key, unused] : keys) {
    auto value = entry(id, row, writes, key);
    failed |= !value;
    if (value && !value->is_none()) entries[key] = std::move(*value);
  }
  if (failed) return std::nullopt;
  return model::make_shared_value(std::move(entries), place);
}

/// One entry of a map field: only what the layers write under its key is evaluated, so entries may read each
/// other.
Maybe Evaluator::entry(DeclId id, const schema::Field& row, const std::vector<Write>& writes,
                       const std::string& key) {
  const auto compute = [&]() -> Maybe {
    const auto there = holding(writes);
    if (!there) return std::nullopt;
    const auto form = row.type.element.front().form;
    const bool replaces = form != Form::record && form != Form::map && form != Form::list;
    Value current;
    for (const auto& write : *there) {
      const auto below = context_.slot->reads.size();
      if (write.kind == Write::Kind::remove) {
        if (write.key != key) continue;
        current = {};
        forget_reads(below);
        continue;
      }
      auto next = apply_to_entry(id, row, replaces ? Value{} : current, write, key);
      if (!next) return std::nullopt;
      if (replaces && next->is_none() && map_literal(write) == nullptr) continue;
      if (replaces) forget_reads(below);
      current = std::move(*next);
    }
    return current;
  };
  if (key.empty()) return compute();  // refused as a key, and the slot without a key is the whole field's
  return slot({id, &row, key, {}}, fmt::format("{}.{}[\"{}\"]", entity(id).path, row.name, key),
              entity(id).blueprint->name.span, compute);
}

Maybe Evaluator::apply_to_entry(DeclId, const schema::Field& row, Value current, const Write& write,
                                const std::string& key) {
  if (is_none_literal(write)) return current;
  if (write.kind == Write::Kind::entries) return apply_entries(row, std::move(current), write, key);
  if (const auto* literal = map_literal(write)) return literal_entry(row.type, *literal, key, write.frame);
  const ast::Item* found = nullptr;
  if (find_constant(write.body->items, key, found))
    return found == nullptr ? current : merge_item(row.type, key, std::move(current), *found, write.frame);
  const auto items = items_there(*write.body, write.frame);
  if (!items) return std::nullopt;
  Maybe result = std::move(current);
  for (const auto* item : *items)
    if (result && item_key(*item, write.frame) == key)
      result = merge_item(row.type, key, *result, *item, write.frame);
  return result;
}

/// What `{ … }` has under the key; `none` when it has nothing there.
Maybe Evaluator::literal_entry(const schema::Type& map, const ast::Map& literal, const std::string& key,
                               const Frame& frame) {
  const ast::MapEntry* found = nullptr;
  if (!find_constant(literal.entries, key, found)) {
    const auto at = std::find_if(literal.entries.begin(), literal.entries.end(),
                                 [&](const auto& entry) { return key_text(entry.key, frame) == key; });
    found = at == literal.entries.end() ? nullptr : &*at;
  }
  if (found == nullptr) return Value{};
  if (!key_fits(key, map.key, found->key.span, frame)) return std::nullopt;
  return under_key(found->key.span, apply(map.element.front(), key, {},
                                          {Write::Kind::set, &found->value, nullptr, frame, nullptr}));
}

/// As keys of a map; `none` when only the whole field knows. A value of its own: a key or a condition that
/// reads an entry of its own map is a circle.
Maybe Evaluator::keys_of_entries(DeclId id, const schema::Field& row, Span place) {
  return slot({id, &row.name, "", {}}, fmt::format("{}.{}", entity(id).path, row.name), place,
              [&]() -> Maybe {
                const auto there = holding(writes_of(id, row.name));
                if (!there) return std::nullopt;
                const auto mark = sink_.mark();
                const auto keys = known_keys(*there, row.type);
                if (!keys) return sink_.mark() == mark ? Maybe(Value{}) : std::nullopt;
                model::Map names;
                for (const auto& key : *keys) names[key] = Value{};
                return model::make_shared_value(std::move(names), place);
              });
}

/// The keys that the layers leave, when they can be told without evaluating values.
std::optional<std::vector<std::string>> Evaluator::known_keys(const std::vector<Write>& writes,
                                                              const schema::Type&) {
  std::set<std::string, NaturalLess> keys;
  for (const auto& write : writes) {
    if (is_none_literal(write)) continue;
    if (write.kind == Write::Kind::remove) {
      keys.erase(write.key);
      continue;
    }
    if (write.kind == Write::Kind::entries) {
      each_entry(write, [&](const std::string& key, const Frame&) { keys.insert(key); });
      continue;
    }
    if (write.kind == Write::Kind::merge) {
      const auto items = items_of(*write.body, write.frame);
      if (!items) return std::nullopt;
      for (const auto* item : *items) {
        auto key = item_key(*item, write.frame);
        if (!key) return std::nullopt;
        keys.insert(std::move(*key));
      }
      continue;
    }
    const auto* literal = map_literal(write);
    if (literal == nullptr) return std::nullopt;
    keys.clear();
    for (const auto& item : literal->entries) {
      const auto key = key_text(item.key, write.frame);
      if (!key) return std::nullopt;
      if (!keys.insert(*key).second) report(write.frame, catalog::duplicate_key, item.key.span, *key);
    }
  }
  return std::vector<std::string>(keys.begin(), keys.end());
}

std::optional<std::string> Evaluator::key_text(const ast::Key& key, const Frame& frame) {
  if (const auto* name = std::get_if<ast::Name>(&key.value)) return name->text;
  const auto value = text(std::get<ast::Text>(key.value), key.span, frame);
  return value ? std::optional(*value->get<std::string>()) : std::nullopt;
}

std::optional<std::string> Evaluator::item_key(const ast::Item& item, const Frame& frame) {
  if (const auto* field = std::get_if<ast::Field>(&item.node)) return key_text(field->key, frame);
  if (const auto* block = std::get_if<ast::Block>(&item.node)) return block->kind.text;
  return std::nullopt;
}

}  // namespace herdc::analysis
