#pragma once

#include "compiler/analysis/outline.h"

namespace herdc::analysis {

/// The component that `from PATH` names for a block of `kind`, seen from a file of `from`; null after a
/// diagnostic.
const Blueprint* find_component(const Outline& outline, const Home& from, const ast::Path& path,
                                schema::Shape kind, Sink& sink);

}  // namespace herdc::analysis
