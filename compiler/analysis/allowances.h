#pragma once

#include "compiler/diagnostics/sink.h"
#include "compiler/syntax/ast.h"

namespace herdc::analysis {

/// `allow HERD4110 because "…" until "…"` takes effect on `region`: the block around it, or its file. A code
/// that does not exist or is an error's, and an end that is no date, are reported.
void add_allowance(const ast::Allow& allow, Span region, Sink& sink);

}  // namespace herdc::analysis
