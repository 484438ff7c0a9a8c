#pragma once

#include <optional>
#include <string>
#include <vector>

#include "compiler/analysis/outline.h"

/// Which names are visible where an expression stands, before anything has a value.
namespace herdc::analysis {

/// Loop variables around an expression, innermost first.
struct Locals {
  const ast::Name* name = nullptr;
  const Locals* outer = nullptr;
};

struct Scope {
  const Home* home = nullptr;
  const Blueprint* blueprint = nullptr;
  const Locals* locals = nullptr;

  Scope with(const Locals& inner) const { return {home, blueprint, &inner}; }
};

/// The `for` clause in the header; null when there is none.
const ast::ForClause* loop_of(const Blueprint& blueprint);

/// Where a visible name was declared; an unknown span for a root.
std::optional<Span> find_visible(std::string_view name, const Scope& scope);

/// Everything visible, for suggestions.
void collect_names(const Scope& scope, std::vector<std::string>& names);

}  // namespace herdc::analysis
