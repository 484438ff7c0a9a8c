#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "compiler/analysis/evaluator.h"

/// `env if staging { … }`: a sub-block that writes nothing when its condition does not hold.
namespace herdc::analysis {
namespace {

const ast::Block* conditional(const ast::Item& item) {
  const auto* block = std::get_if<ast::Block>(&item.node);
  return block != nullptr && block->condition ? block : nullptr;
}

bool has_condition(const Write& write) {
  return write.kind == Write::Kind::merge && write.block != nullptr && write.block->condition;
}

Span key_span(const ast::Item& item) {
  if (const auto* field = std::get_if<ast::Field>(&item.node)) return field->key.span;
  return std::get<ast::Block>(item.node).kind.span;
}

}  // namespace

std::optional<bool> Evaluator::is_there(const ast::Block& block, const Frame& frame) {
  if (!block.condition) return true;
  return condition(*block.condition, "the `if` of a block", frame);
}

std::optional<std::vector<Write>> Evaluator::holding(const std::vector<Write>& writes) {
  std::vector<Write> there;
  for (const auto& write : writes) {
    const auto wanted = has_condition(write) ? is_there(*write.block, write.frame) : true;
    if (!wanted) return std::nullopt;
    if (*wanted) there.push_back(write);
  }
  return there;
}

/// The entries of a sub-block without those whose `if` does not hold. Nothing after a diagnostic.
std::optional<Evaluator::Items> Evaluator::items_of(const ast::Body& body, const Frame& frame) {
  Items there;
  for (const auto& item : body.items) {
    const auto* block = conditional(item);
    const auto wanted = block != nullptr ? is_there(*block, frame) : true;
    if (!wanted) return std::nullopt;
    if (*wanted) there.push_back(&item);
  }
  return there;
}

/// Two blocks of one layer may write the same key as long as only one of them is there.
bool Evaluator::refuse_both(const std::vector<Write>& writes) {
  if (std::none_of(writes.begin(), writes.end(), has_condition)) return true;
  std::map<std::pair<const Blueprint*, std::string>, Span> written;
  bool fine = true;
  for (const auto& write : writes)
    if (write.kind == Write::Kind::merge)
      for (const auto& item : write.body->items) {
        const auto key = item_key(item, write.frame);
        if (!key) continue;
        const auto [known, fresh] = written.emplace(std::pair{write.frame.blueprint, *key}, key_span(item));
        if (fresh) continue;
        fine = false;
        report(write.frame, catalog::field_written_twice, key_span(item), *key)
            .with_note(known->second, "it is written here first, and both blocks are there")
            .with_hint(fmt::format("write it once: `{} = if … then … else …`", *key));
      }
  return fine;
}

}  // namespace herdc::analysis
