#pragma once

#include <optional>

#include "compiler/analysis/outline.h"

namespace herdc::analysis {

/// What a `test "…" { … }` says about the compilation that it wants: constants, as that comes first. Nothing,
/// after a diagnostic, for a block that is no test.
std::optional<TestBlock> read_test(const ast::Block& block, Sink& sink);

}  // namespace herdc::analysis
