#pragma once

#include "compiler/analysis/outline.h"

namespace herdc::analysis {

/// The type that a param's annotation means, in a file of `home`; nothing after a diagnostic.
std::optional<schema::Type> type_of(const ast::Type& type, const Outline& outline, const Home& home,
                                    Sink& sink);

}  // namespace herdc::analysis
