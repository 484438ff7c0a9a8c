#pragma once

#include "compiler/analysis/evaluator.h"
#include "compiler/model/model.h"

namespace herdc::analysis {

/// What one of several clusters is of the whole model: what it owns, and what of that which stands beside the
/// clusters it uses. Ids are the whole's. Reading another cluster brings no start order.
model::Model cluster_view(const model::Model& whole, DeclId cluster, const Evaluator& evaluator);

/// With several clusters, what stands beside them is shared: other kinds have to say which one they belong
/// to.
void refuse_homeless(const Outline& outline, Sink& sink);

}  // namespace herdc::analysis
