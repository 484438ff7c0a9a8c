#pragma once

#include "compiler/diagnostics/sink.h"
#include "compiler/model/model.h"

namespace herdc::graph {

/// The orders that generated scripts follow. Ties are broken by name, so the same model gives the same order.
struct DependencyGraph {
  std::vector<model::DeclId> build_order;   ///< images, each after what it is built on
  std::vector<model::DeclId> start_order;   ///< services, each after those it starts after
  std::vector<model::DeclId> launch_order;  ///< apps, each after those it is deployed after
  std::vector<model::Edge> edges;           ///< all of them, as in the model
};

/// Phase 6, of the sound declarations. `builds` and `starts` must be free of cycles: one is reported whole,
/// with every step and its place.
DependencyGraph build(const model::Model& model, Sink& sink);

/// `--print=graph`
std::string dump(const model::Model& model, const DependencyGraph& graph);

}  // namespace herdc::graph
