#include <fmt/format.h>

#include <algorithm>

#include "compiler/analysis/evaluator.h"
#include "compiler/analysis/scope.h"
#include "compiler/base/text.h"

/// Entries of a map that are written as blocks of their own: `route "mesos.example.com" { … }`, and
/// `route for name, a in apps { host = …, … }`, which makes one for each element.
namespace herdc::analysis {
namespace {

/// Calls `use` with the frame in which the loop's variables are these.
template <class Use>
auto with_element(const ast::ForClause& loop, const Value& first, const Value& second, const Frame& outer,
                  const Use& use) {
  const Local key{loop.first.text, &first, outer.locals};
  const Local value{loop.second ? loop.second->text : std::string_view{}, &second, &key};
  Frame inner = outer;
  inner.locals = loop.second ? &value : &key;
  return use(inner);
}

}  // namespace

/// Calls `use` with each entry's key, and with the frame in which its body is evaluated. False after a
/// diagnostic.
bool Evaluator::each_entry(const Write& write, const UseEntry& use) {
  if (write.block->for_clause) return each_element(write, use);
  const auto wanted = is_there(*write.block, write.frame);
  if (!wanted || !*wanted) return wanted.has_value();
  const auto key = entry_key(*write.block, write.frame);
  if (key) use(*key, write.frame);
  return key.has_value();
}

bool Evaluator::each_element(const Write& write, const UseEntry& use) {
  const auto& loop = *write.block->for_clause;
  const auto source = evaluate(loop.source, write.frame);
  const auto items =
      source ? iterate(*source, loop.second.has_value(), loop.source.span, write.frame) : std::nullopt;
  if (!items) return false;
  const auto use_one = [&](const Frame& inner) {
    const auto wanted = is_there(*write.block, inner);
    if (!wanted || !*wanted) return wanted.has_value();
    const auto key = entry_key(*write.block, inner);
    if (key) use(*key, inner);
    return key.has_value();
  };
  return std::all_of(items->begin(), items->end(), [&](const auto& element) {
    return with_element(loop, element.first, element.second, write.frame, use_one);
  });
}

/// Of a `for`: under each key, the element that it is made for, or the key and the value of a map.
Maybe Evaluator::elements_by_key(const Write& write) {
  const auto& block = *write.block;
  return slot({write.frame.entity, &block, "", {}}, block.kind.text, block.kind.span, [&]() -> Maybe {
    model::Map elements;
    const bool two = block.for_clause->second.has_value();
    const bool fine = each_element(write, [&](const std::string& key, const Frame& frame) {
      const auto* last = frame.locals;
      model::List element{*(two ? last->outer : last)->value, *last->value};
      elements.emplace(key, model::make_shared_value(std::move(element), block.kind.span));
    });
    return fine ? Maybe(model::make_shared_value(std::move(elements), block.kind.span)) : std::nullopt;
  });
}

/// The text in front of the body, or what `host = …` says inside it.
std::optional<std::string> Evaluator::entry_key(const ast::Block& block, const Frame& frame) {
  if (block.label) return key_text(*block.label, frame);
  for (const auto& item : block.body.items) {
    const auto* field = std::get_if<ast::Field>(&item.node);
    const auto* name = field != nullptr ? std::get_if<ast::Name>(&field->key.value) : nullptr;
    if (name == nullptr || name->text != "host") continue;
    const auto value = evaluate(field->value, frame);
    const auto* text = value ? value->get<std::string>() : nullptr;
    if (value && text == nullptr)
      report(frame, catalog::wrong_type, field->value.span, "host", "a domain", describe(*value));
    return text != nullptr ? std::optional(*text) : std::nullopt;
  }
  return std::nullopt;  // reported by resolve
}

bool Evaluator::makes_entry(const Write& write, const std::string& key) {
  bool makes = false;
  each_entry(write, [&](const std::string& name, const Frame&) { makes |= name == key; });
  return makes;
}

Maybe Evaluator::apply_entries(const schema::Field& row, Value current, const Write& write,
                               const std::string& key) {
  const auto& block = *write.block;
  const auto apply_one = [&](const Frame& frame) -> Maybe {
    const auto place = block.label ? block.label->span : block.kind.span;
    if (!key_fits(key, row.type.key, place, frame)) return std::nullopt;
    return merge_record(row.type.element.front(), key, std::move(current),
                        {Write::Kind::merge, nullptr, &block.body, frame, nullptr});
  };
  if (!block.for_clause) {
    Maybe result = current;
    each_entry(write, [&](const std::string& name, const Frame& frame) {
      if (name == key) result = apply_one(frame);
    });
    return result;
  }
  const auto elements = elements_by_key(write);
  if (!elements) return std::nullopt;
  const auto& by_key = *elements->get<model::Map>();
  const auto found = by_key.find(key);
  if (found == by_key.end()) return current;
  const auto& element = *found->second.get<model::List>();
  return with_element(*block.for_clause, element[0], element[1], write.frame, apply_one);
}

}  // namespace herdc::analysis
