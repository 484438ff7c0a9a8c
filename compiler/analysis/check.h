#pragma once

#include "compiler/diagnostics/sink.h"
#include "compiler/model/model.h"

namespace herdc::analysis {

/// Phase 5: properties of the model that no single field shows. Of a declaration that is not sound only those
/// of the fields that it has. Gives the declarations that are wrong.
std::vector<model::DeclId> check(const model::Model& model, Sink& sink);

}  // namespace herdc::analysis
