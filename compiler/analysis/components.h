#pragma once

#include "compiler/analysis/outline.h"

namespace herdc::analysis {

/// The component that a path names, seen from a file of `from`; null after a diagnostic.
const Blueprint* find_component(const Outline& outline, const Home& from, const ast::Path& path, Sink& sink);

/// The component that `from PATH` names for a block of `kind`, seen from a file of `from`; null after a
/// diagnostic.
const Blueprint* find_component(const Outline& outline, const Home& from, const ast::Path& path,
                                schema::Shape kind, Sink& sink);

/// How one writes it anywhere: `std.ruby.image`.
std::string path_of(const Blueprint& component);

}  // namespace herdc::analysis
