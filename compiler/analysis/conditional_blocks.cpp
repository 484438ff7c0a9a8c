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
std::optional<Evaluator::Items> Evaluator::items_there(const ast::Body& body, const Frame& frame) {
  Items there;
  for (const auto& item : body.items) {
    const auto* block = conditional(item);
    const auto wanted = block != nullptr ? is_there(*block, frame) : true;
    if (!wanted) return std::nullopt;
    if (*wanted) there.push_back(&item);
  }
  return there;
}

/// And each key once.
std::optional<Evaluator::Items> Evaluator::items_of(const ast::Body& body, const Frame& frame) {
  auto there = items_there(body, frame);
  return there && refuse_repeated(*there, frame) ? std::move(there) : std::nullopt;
}

}  // namespace herdc::analysis
