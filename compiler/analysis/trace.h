#pragma once

#include <optional>
#include <utility>
#include <vector>

#include "compiler/model/value.h"
#include "compiler/syntax/ast.h"

namespace herdc::analysis {

/// What the parts of one condition came to, so that a message can show them.
struct Trace {
  std::vector<std::pair<const ast::Expr*, model::Value>> values;
  const ast::Expr* failed = nullptr;  ///< the innermost part that has no value, and is more than a name

  void add(const ast::Expr& expr, const std::optional<model::Value>& value) {
    if (value)
      values.emplace_back(&expr, *value);
    else if (failed == nullptr && !std::holds_alternative<ast::NameRef>(expr.node))
      failed = &expr;
  }
};

}  // namespace herdc::analysis
