#pragma once

#include "compiler/analysis/entity.h"
#include "compiler/analysis/functions.h"

/// What can be told of a write without evaluating it.
namespace herdc::analysis {

inline bool is_none_literal(const Write& write) {
  return write.kind == Write::Kind::set && std::holds_alternative<ast::None>(write.expr->node);
}

/// `env = { … }`, which replaces the whole map; null for everything else.
inline const ast::Map* map_literal(const Write& write) {
  return write.kind == Write::Kind::set ? std::get_if<ast::Map>(&write.expr->node) : nullptr;
}

/// Of a field or a sub-block in a body.
inline Span key_span(const ast::Item& item) {
  if (const auto* field = std::get_if<ast::Field>(&item.node)) return field->key.span;
  return std::get<ast::Block>(item.node).kind.span;
}

/// The value, with the place of the key that it stands under.
inline Maybe under_key(Span key, Maybe value) {
  if (value) value->key = key;
  return value;
}

}  // namespace herdc::analysis
