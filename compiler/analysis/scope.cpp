#include "compiler/analysis/scope.h"
#include "compiler/analysis/declared_names.h"

namespace herdc::analysis {

const ast::ForClause* loop_of(const Blueprint& blueprint) {
  if (blueprint.block == nullptr || !blueprint.block->for_clause) return nullptr;
  return &*blueprint.block->for_clause;
}

std::optional<Span> find_visible(std::string_view name, const Scope& scope) {
  for (const auto* local = scope.locals; local != nullptr; local = local->outer)
    if (local->name->text == name) return local->name->span;
  for (const auto* at = scope.blueprint; at != nullptr; at = at->parent) {
    if (const auto found = at->names.find(name); found != at->names.end()) return found->second.span;
    const auto* loop = loop_of(*at);
    if (loop == nullptr) continue;
    if (loop->first.text == name) return loop->first.span;
    if (loop->second && loop->second->text == name) return loop->second->span;
  }
  if (const auto found = scope.home->names.find(name); found != scope.home->names.end())
    return found->second.span;
  return is_root(name) ? std::optional(Span{}) : std::nullopt;
}

void collect_names(const Scope& scope, std::vector<std::string>& names) {
  for (const auto* local = scope.locals; local != nullptr; local = local->outer)
    names.push_back(local->name->text);
  for (const auto* at = scope.blueprint; at != nullptr; at = at->parent)
    for (const auto& [name, entry] : at->names) names.push_back(name);
  for (const auto& [name, entry] : scope.home->names) names.push_back(name);
  for (const auto root : {"std", "self", "host", "cluster", "environment"}) names.emplace_back(root);
}

}  // namespace herdc::analysis
