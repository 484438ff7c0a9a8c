#pragma once

#include "compiler/syntax/antlr/tree.h"
#include "compiler/syntax/reporter.h"

namespace herdc::syntax {

/// Says in our own words what the parser stumbled over. Nothing when it was a bad token, which the scanner
/// has reported already.
void explain(const antlr_fence::Mistake& mistake, std::span<const Token> tokens, Reporter& reporter);

}  // namespace herdc::syntax
