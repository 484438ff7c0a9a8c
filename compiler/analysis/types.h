#pragma once

#include "compiler/analysis/outline.h"

namespace herdc::analysis {

/// The type that a param's annotation means; nothing after a diagnostic.
std::optional<schema::Type> type_of(const ast::Type& type, Sink& sink);

}  // namespace herdc::analysis
