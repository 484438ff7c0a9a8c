#pragma once

#include "compiler/analysis/outline.h"

/// What `change` and `remove` are about, before anything is evaluated.
namespace herdc::analysis {

/// False for a change of something that was not found.
inline bool has_target(const Blueprint& change) {
  return change.is_for_every() || change.target.blueprint != nullptr;
}

/// Finds the target of a change that stands in `body`; its kind is known then. False after a diagnostic.
bool find_changed(Blueprint& change, const Blueprint& body, Sink& sink);

/// Finds what is removed: a declaration, a field, or one entry of a field.
void find_removed(Removal& removal, const Blueprint& body, Sink& sink);

}  // namespace herdc::analysis
