#pragma once

#include "compiler/diagnostics/sink.h"
#include "compiler/schema/schema.h"
#include "compiler/syntax/ast.h"

namespace herdc::analysis {

/// Whether `unordered(x)` stands where a field of this type wants x itself: then `refuse_unordered` reports
/// it.
bool holds_unordered(const ast::Expr& value, const schema::Type& type);

/// `unordered(x)` where a field of this type wants x itself: it is the declaration that is used then, and not
/// a value that was read, so the order would stay in silence.
void refuse_unordered(const ast::Expr& value, const schema::Type& type, std::string_view field, Sink& sink);

}  // namespace herdc::analysis
