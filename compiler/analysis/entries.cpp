#include <fmt/format.h>

#include "compiler/analysis/evaluator.h"
#include "compiler/analysis/scope.h"
#include "compiler/base/text.h"

/// Entries of a map that are written as blocks of their own: `route "mesos.example.com" { … }`, and
/// `route for name, a in apps { host = …, … }`, which makes one for each element.
namespace herdc::analysis {

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
  for (const auto& [first, second] : *items) {
    const Local key_local{loop.first.text, &first, write.frame.locals};
    const Local value_local{loop.second ? loop.second->text : std::string_view{}, &second, &key_local};
    Frame inner = write.frame;
    inner.locals = loop.second ? &value_local : &key_local;
    const auto wanted = is_there(*write.block, inner);
    if (!wanted) return false;
    if (!*wanted) continue;
    const auto key = entry_key(*write.block, inner);
    if (!key) return false;
    use(*key, inner);
  }
  return true;
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
  Maybe result = std::move(current);
  const auto& type = row.type.element.front();
  each_entry(write, [&](const std::string& name, const Frame& frame) {
    if (name != key || !result) return;
    const auto place = write.block->label ? write.block->label->span : write.block->kind.span;
    if (!key_fits(key, row.type.key, place, frame)) {
      result = std::nullopt;
      return;
    }
    result = merge_record(type, key, std::move(*result),
                          {Write::Kind::merge, nullptr, &write.block->body, frame, nullptr});
  });
  return result;
}

}  // namespace herdc::analysis
