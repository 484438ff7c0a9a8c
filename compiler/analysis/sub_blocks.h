#pragma once

#include "compiler/schema/schema.h"
#include "compiler/syntax/ast.h"

/// Blocks inside a body that declare nothing: they write a field.
namespace herdc::analysis {

/// `route "x" { … }`, `route for k in x { … }`: the block is one entry of a map, or one for each element.
inline bool is_entry(const ast::Block& block) {
  return block.label.has_value() || block.for_clause.has_value();
}

/// Whether `block`, in the body of a `kind`, writes a field: `env { … }`, or an entry of a keyed one.
inline bool writes_field(const ast::Block& block, schema::Shape kind) {
  const auto field = schema::find_field(kind, block.kind.text);
  if (!field) return false;
  const auto& row = schema::info(*field);
  return is_entry(block) ? row.is(schema::keyed) : row.is_sub_block();
}

}  // namespace herdc::analysis
