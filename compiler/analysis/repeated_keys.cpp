#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "compiler/analysis/evaluator.h"
#include "compiler/analysis/writes.h"

/// In one layer a key is written once. Where both keys are plain words resolve says so; here are the others:
/// keys that are computed, blocks with `if`, and elements of a `for`.
namespace herdc::analysis {
namespace {

bool is_constant(const ast::Key& key) {
  const auto* text = std::get_if<ast::Text>(&key.value);
  return text == nullptr || text->constant() != nullptr;
}

bool is_plain(const ast::Item& item) {
  const auto* field = std::get_if<ast::Field>(&item.node);
  return field == nullptr || is_constant(field->key);
}

bool is_plain(const ast::Block& block) {
  return !block.condition && !block.for_clause && (!block.label || is_constant(*block.label));
}

/// Where the element was written that a `for` makes the block for.
Span element_of(const ast::Block& block, const Frame& frame) {
  return block.for_clause && frame.locals != nullptr ? frame.locals->value->span : Span{};
}

}  // namespace

/// False after a diagnostic.
bool Evaluator::mention(Mentions& known, const std::string& key, const Mention& here, const Frame& frame) {
  const auto [first, fresh] = known.emplace(std::pair{frame.blueprint, key}, here);
  if (fresh || (first->second.plain && here.plain)) return true;
  const bool element = first->second.element.known();
  auto& diagnostic = report(frame, catalog::field_written_twice, here.span, key);
  diagnostic.with_note(element ? first->second.element : first->second.span,
                       element ? "it is made for this element first" : "it is written here first");
  if (here.element.known()) diagnostic.with_note(here.element, "and it is made for this one");
  diagnostic.with_hint("write it once; a value may be chosen by `if … then … else …`");
  return false;
}

/// Of one sub-block.
bool Evaluator::refuse_repeated(const Items& items, const Frame& frame) {
  if (std::all_of(items.begin(), items.end(), [](const auto* item) { return is_plain(*item); })) return true;
  Mentions known;
  bool fine = true;
  for (const auto* item : items)
    if (const auto key = item_key(*item, frame))
      fine &= mention(known, *key, {key_span(*item), is_plain(*item)}, frame);
  return fine;
}

/// Of all sub-blocks of one layer that write one field.
bool Evaluator::refuse_repeated(const std::vector<Write>& writes) {
  Mentions known;
  bool fine = true;
  for (const auto& write : writes) {
    if (write.kind == Write::Kind::entries)
      each_entry(write, [&](const std::string& key, const Frame& frame) {
        const auto& block = *write.block;
        const auto place = block.label ? block.label->span : block.kind.span;
        fine &= mention(known, key, {place, is_plain(block), element_of(block, frame)}, frame);
      });
    if (write.kind != Write::Kind::merge) continue;
    const auto items = items_of(*write.body, write.frame);
    if (!items) return false;
    const bool plain = write.block == nullptr || is_plain(*write.block);
    for (const auto* item : *items)
      if (const auto key = item_key(*item, write.frame))
        fine &= mention(known, *key, {key_span(*item), plain && is_plain(*item)}, write.frame);
  }
  return fine;
}

}  // namespace herdc::analysis
