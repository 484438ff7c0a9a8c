#pragma once

#include "compiler/model/value.h"
#include "compiler/syntax/ast.h"

namespace herdc::analysis {

/// Why an operator gave no value.
enum class Refusal { wrong_operands, inexact, division_by_zero };

/// `+ - * /` on int, number, bytes and duration; `< <= > >=` on these and on text. Units are never mixed,
/// nothing is rounded.
std::variant<model::Value::Data, Refusal> apply_operator(ast::Operator op, const model::Value& left,
                                                         const model::Value& right);

/// "+", "and"
std::string_view spelling(ast::Operator op);

}  // namespace herdc::analysis
