#pragma once

#include "compiler/analysis/evaluator.h"
#include "compiler/model/model.h"

namespace herdc::analysis {

/// What one of several clusters is of the whole model: what it owns, and what of that which stands beside the
/// clusters it uses. Ids are the whole's. Reading another cluster brings no start order.
model::Model cluster_view(const model::Model& whole, DeclId cluster, const Evaluator& evaluator);

/// A cluster has a tree of its own, and a name in it is of that tree. Values of another one can be read; what
/// it declares cannot be used, nor can its machines.
void refuse_other_clusters(const model::Model& whole, const Evaluator& evaluator, Sink& sink);

/// With several clusters, what stands beside them is shared: other kinds have to say which one they belong
/// to.
void refuse_homeless(const Outline& outline, Sink& sink);

}  // namespace herdc::analysis
