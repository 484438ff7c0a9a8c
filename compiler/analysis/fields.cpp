#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "compiler/analysis/evaluator.h"
#include "compiler/analysis/per_host.h"
#include "compiler/analysis/sub_blocks.h"
#include "compiler/analysis/unordered_references.h"
#include "compiler/analysis/writes.h"

namespace herdc::analysis {
namespace {

using Form = schema::Type::Form;

const ast::Field* as_field(const ast::Item& item, std::string_view name) {
  const auto* field = std::get_if<ast::Field>(&item.node);
  if (field == nullptr) return nullptr;
  const auto* key = std::get_if<ast::Name>(&field->key.value);
  return key != nullptr && key->text == name ? field : nullptr;
}

const ast::Block* as_sub_block(const ast::Item& item, std::string_view name) {
  const auto* block = std::get_if<ast::Block>(&item.node);
  return block != nullptr && !block->label && block->kind.text == name ? block : nullptr;
}

/// `keyed`: blocks of that name with a label are entries of the field.
void add_writes(const ast::Body& body, std::string_view name, bool keyed, const Frame& frame,
                std::vector<Write>& writes) {
  for (const auto& item : body.items) {
    if (const auto* block = std::get_if<ast::Block>(&item.node);
        keyed && block != nullptr && is_entry(*block)) {
      if (block->kind.text == name)
        writes.push_back({Write::Kind::entries, nullptr, &block->body, frame, block});
      continue;
    }
    if (const auto* field = as_field(item, name))
      writes.push_back(
          {field->append ? Write::Kind::append : Write::Kind::set, &field->value, nullptr, frame, nullptr});
    if (const auto* block = as_sub_block(item, name))
      writes.push_back({Write::Kind::merge, nullptr, &block->body, frame, block});
  }
}

Span place_of(const Write& write) {
  if (write.kind == Write::Kind::remove) return write.removed;
  return write.expr != nullptr ? write.expr->span : write.body->span;
}

const ast::Body* defaults_of(const Program& program, schema::Shape shape) {
  const auto name = schema::info(shape).name;
  for (const auto& item : program.defaults.items)
    if (const auto* block = std::get_if<ast::Block>(&item.node); block != nullptr && block->kind.text == name)
      return &block->body;
  return nullptr;
}

/// As if no layer below had written it.
void add_removals(const Blueprint& blueprint, std::string_view name, const Frame& frame,
                  std::vector<Write>& writes) {
  for (const auto& removal : blueprint.removals) {
    if (removal.target.field != name) continue;
    if (removal.target.entry.empty())
      std::erase_if(writes, [](const Write& write) { return write.frame.home != nullptr; });
    else
      writes.push_back(
          {Write::Kind::remove, nullptr, nullptr, frame, nullptr, removal.target.entry, removal.span});
  }
}

}  // namespace

std::vector<Write> Evaluator::writes_of(DeclId id, std::string_view name, std::size_t layers) const {
  std::vector<Write> writes;
  const auto& declaration = entity(id);
  const auto field = schema::find_field(declaration.blueprint->kind, name);
  const bool keyed = field && schema::info(*field).is(schema::keyed);
  if (const auto* defaults = defaults_of(*outline_.program, declaration.blueprint->kind))
    add_writes(*defaults, name, false, {}, writes);
  for (std::size_t i = 0; i < layers; ++i) {
    const auto& blueprint = *declaration.layers[i].blueprint;
    const Frame frame{blueprint.home, &blueprint, id, nullptr};
    add_removals(blueprint, name, frame, writes);
    add_writes(*blueprint.body, name, keyed, frame, writes);
  }
  return writes;
}

/// What the environment and the command line say of a param of the project.
std::vector<Write> Evaluator::project_writes(const std::string& name) const {
  std::vector<Write> writes;
  const Frame frame{outline_.project.get(), outline_.environment, {}, nullptr};
  if (outline_.environment != nullptr) add_writes(*outline_.environment->body, name, false, frame, writes);
  for (const auto& [param, text] : outline_.given)
    if (param->name.text == name) writes.push_back({Write::Kind::set, text, nullptr, frame, nullptr});
  return writes;
}

bool Evaluator::is_default(DeclId id, schema::FieldId field) const {
  const auto writes = writes_of(id, schema::info(field).name);
  return std::all_of(writes.begin(), writes.end(),
                     [](const Write& w) { return w.frame.home == nullptr || is_none_literal(w); });
}

bool Evaluator::is_broken(DeclId id) const {
  const auto& layers = entity(id).layers;
  const auto& own = *entity(id).blueprint;
  const bool no_component = own.from != nullptr && own.component == nullptr;
  return no_component ||
         std::any_of(layers.begin(), layers.end(), [](const Layer& l) { return l.blueprint->broken; });
}

Maybe Evaluator::field(DeclId id, schema::FieldId field_id, Span place) {
  const auto here = place.known() ? place : entity(id).blueprint->name.span;
  const auto& row = schema::info(field_id);
  return slot({id, &row, "", {}}, fmt::format("{}.{}", entity(id).path, row.name), here,
              [&] { return compute_field(id, row); });
}

Maybe Evaluator::compute_field(DeclId id, const schema::Field& row) {
  context_.resolve_hosts = true;
  if (schema::hosts_field(entity(id).blueprint->kind) == row.id)
    context_.host_domain = {};  // `host` is one of them
  const auto written = writes_of(id, row.name);
  const auto there = holding(written);
  if (!there || !refuse_repeated(*there)) return std::nullopt;
  const auto& writes = *there;
  const bool defines = row.id == schema::field::machines::hosts || row.id == schema::field::slaves::hosts;
  if (defines && is_trial(id)) return std::nullopt;  // its machines do not exist
  if (defines && !writes.empty()) {
    if (writes.back().expr == nullptr) return std::nullopt;  // `hosts { }`, reported by resolve
    const auto value = evaluate(*writes.back().expr, writes.back().frame);
    return value ? define_hosts(id, *value, writes.back().expr->span, writes.back().frame) : std::nullopt;
  }
  if (writes.empty()) return Value{};
  if (row.type.form == Form::map) {
    const auto keys = keys_of_entries(id, row, place_of(writes.back()));
    if (!keys) return std::nullopt;
    if (const auto* names = keys->get<model::Map>())
      return compute_entries(id, row, written, *names, place_of(writes.back()));
  }
  Value current;
  for (const auto& write : writes) {
    const auto below = context_.slot->reads.size();
    if (write.kind == Write::Kind::remove) {
      auto rest = without_entry(current, write);
      if (!rest) return std::nullopt;
      current = std::move(*rest);
      continue;
    }
    const bool replaces = write.kind == Write::Kind::set;
    auto next = apply(row.type, row.name, replaces ? Value{} : current, write);
    if (!next) return std::nullopt;
    if (replaces && next->is_none()) continue;
    if (replaces) forget_reads(below);
    current = std::move(*next);
  }
  return current;
}

/// What a layer below has read is not needed when another value stands there now.
void Evaluator::forget_reads(std::size_t count) {
  auto& reads = context_.slot->reads;
  reads.erase(reads.begin(), reads.begin() + static_cast<std::ptrdiff_t>(count));
}

Maybe Evaluator::apply(const schema::Type& type, std::string_view what, Value current, const Write& write) {
  if (write.kind == Write::Kind::merge) return merge_body(type, what, std::move(current), write);
  if (holds_unordered(*write.expr, type)) return std::nullopt;
  const auto value = evaluate(*write.expr, write.frame);
  if (!value) return std::nullopt;
  if (value->is_none()) return current;
  if (write.kind == Write::Kind::set) return convert(*value, type, what, write.expr->span, write.frame);
  return append(type, what, std::move(current), *value, write);
}

Maybe Evaluator::append(const schema::Type& type, std::string_view what, Value current, const Value& value,
                        const Write& write) {
  if (type.form != Form::list) {
    report(write.frame, catalog::append_to_other, write.expr->span, what, type.to_text());
    return std::nullopt;
  }
  const auto added = convert(value, type, what, write.expr->span, write.frame);
  if (!added) return std::nullopt;
  model::List all;
  if (const auto* below = current.get<model::List>()) all = *below;
  const auto& more = *added->get<model::List>();
  all.insert(all.end(), more.begin(), more.end());
  return model::make_shared_value(std::move(all), write.expr->span);
}

Maybe Evaluator::merge_body(const schema::Type& type, std::string_view what, Value current,
                            const Write& write) {
  if (type.form == Form::record) return merge_record(type, what, std::move(current), write);
  const bool open = type.form == Form::scalar && type.scalar == schema::Scalar::any;
  if (type.form != Form::map && !open)
    return std::nullopt;  // a block where a value belongs: reported by resolve
  model::Map entries;
  if (const auto* below = current.get<model::Map>()) entries = *below;
  const auto items = items_of(*write.body, write.frame);
  bool failed = !items;
  for (const auto* item : items.value_or(Items{})) {
    const auto key = item_key(*item, write.frame);
    auto next = key ? merge_item(type, *key, entries[*key], *item, write.frame) : std::nullopt;
    failed |= !next;
    if (next) entries[*key] = std::move(*next);
  }
  std::erase_if(entries, [](const auto& e) { return e.second.is_none(); });
  if (failed) return std::nullopt;
  return model::make_shared_value(std::move(entries), write.body->span);
}

Maybe Evaluator::merge_record(const schema::Type& type, std::string_view what, Value current,
                              const Write& write) {
  model::Record record{type.shapes.front(), {}, write.frame.entity, std::string(what)};
  if (const auto* below = current.get<model::Record>()) record = *below;
  const auto items = items_of(*write.body, write.frame);
  bool failed = !items;
  for (const auto* item : items.value_or(Items{})) {
    const auto key = item_key(*item, write.frame);
    const auto id = key ? schema::find_field(record.shape, *key) : std::nullopt;
    if (!id) continue;  // reported by resolve
    const auto* below = record.find(*id);
    auto next =
        apply_item(schema::info(*id).type, *key, below != nullptr ? *below : Value{}, *item, write.frame);
    failed |= !next;
    if (next && !next->is_none()) set_field(record, *id, std::move(*next));
  }
  if (failed) return std::nullopt;
  return complete_record(std::move(record), write.body->span);
}

Maybe Evaluator::merge_item(const schema::Type& type, const std::string& key, Value current,
                            const ast::Item& item, const Frame& frame) {
  if (type.form == Form::map && !key_fits(key, type.key, key_span(item), frame)) return std::nullopt;
  // What is inside `any` is `any` again.
  const auto& element = type.form == Form::map ? type.element.front() : type;
  return under_key(key_span(item), apply_item(element, key, std::move(current), item, frame));
}

Maybe Evaluator::apply_item(const schema::Type& type, const std::string& key, Value current,
                            const ast::Item& item, const Frame& frame) {
  if (const auto* field = std::get_if<ast::Field>(&item.node))
    return apply(
        type, key, std::move(current),
        {field->append ? Write::Kind::append : Write::Kind::set, &field->value, nullptr, frame, nullptr});
  return apply(type, key, std::move(current),
               {Write::Kind::merge, nullptr, &std::get<ast::Block>(item.node).body, frame, nullptr});
}

void Evaluator::set_field(model::Record& record, schema::FieldId id, Value value) {
  for (auto& [field, old] : record.fields)
    if (field == id) {
      old = std::move(value);
      return;
    }
  record.fields.emplace_back(id, std::move(value));
  std::sort(record.fields.begin(), record.fields.end(),
            [](const auto& a, const auto& b) { return a.first < b.first; });
}

/// Adds the defaults of the fields that nobody wrote; a service's port is the machine's port too.
Maybe Evaluator::complete_record(model::Record record, Span place) {
  const auto* listen = record.find(schema::field::port::listen);
  const bool assigned = record.owner.valid() && entity(record.owner).blueprint->kind == schema::Shape::app;
  if (listen != nullptr && !assigned && record.find(schema::field::port::machine) == nullptr)
    set_field(record, schema::field::port::machine, *listen);
  for (const auto id : schema::info(record.shape).fields) {
    if (record.find(id) != nullptr || schema::info(id).fallback.empty()) continue;
    auto value =
        slot({{}, &schema::info(id), "", {}}, std::string(schema::info(id).name), place, [&]() -> Maybe {
          std::vector<Write> writes;
          add_writes(*defaults_of(*outline_.program, record.shape), schema::info(id).name, false, {}, writes);
          return apply(schema::info(id).type, schema::info(id).name, {}, writes.front());
        });
    if (!value) return std::nullopt;
    set_field(record, id, std::move(*value));
  }
  return model::make_shared_value(std::move(record), place);
}

Maybe Evaluator::field_on_all_hosts(DeclId id, schema::FieldId field_id) {
  context_ = {};
  context_.host_domain = host_domain_of(id);
  Slot watch;
  const Leave leave{context_};
  context_.slot = &watch;
  const auto constant = field(id, field_id);
  if (!watch.varies) return constant;
  std::vector<std::pair<HostId, Value>> values;
  for (const auto host : hosts_of(context_.host_domain)) {
    context_.host = host;
    auto value = field(id, field_id);
    if (!value) return std::nullopt;
    values.emplace_back(host, std::move(*value));
  }
  return values.empty() ? Maybe{} : zip(values);
}

}  // namespace herdc::analysis
