#pragma once

#include "compiler/diagnostics/sink.h"
#include "compiler/model/model.h"

namespace herdc::analysis {

/// Phase 5: properties of the model that no single field shows.
void check(const model::Model& model, Sink& sink);

}  // namespace herdc::analysis
