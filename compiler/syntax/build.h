#pragma once

#include "compiler/syntax/antlr/tree.h"
#include "compiler/syntax/reporter.h"

namespace herdc::syntax {

/// Adds the sound items of one parsed declaration to `file`. What the grammar cannot see is reported here:
/// units, leading zeros, escapes, and items on one line without a comma.
void build(const antlr_fence::Node& declaration, std::span<const Token> tokens, Reporter& reporter,
           ast::File& file);

}  // namespace herdc::syntax
