#pragma once

#include <span>
#include <string_view>

#include "compiler/artifact/tree.h"
#include "compiler/diagnostics/sink.h"
#include "compiler/graph/dependency_graph.h"
#include "compiler/image/contexts.h"
#include "compiler/model/model.h"

namespace herdc::backend {

/// What a backend may look at; all of it is constant.
struct Input {
  const model::Model& model;
  const graph::DependencyGraph& graph;
  const image::Contexts& images;
  const SourceMap& sources;
};

/// One target. `emit` adds artifacts to the tree and reports what it cannot represent. Each backend says
/// which fields it honours: a set field that is in nobody's `honours`, nor marked `compiled` in the schema,
/// is reported, never dropped.
struct Backend {
  std::string_view name;
  std::string_view summary;
  std::span<const schema::FieldId> honours;
  void (*emit)(const Input& input, artifact::Tree& tree, Sink& sink);
  /// What `emit` would report of declarations that are sound with all that they use, while others are not.
  void (*check)(const model::Model& model, Sink& sink) = nullptr;
};

/// All backends, in the order in which they emit. One line each in registry.cpp.
std::span<const Backend> all();

/// Phase 7: every backend's artifacts. (Their paths are checked where trees are written.)
artifact::Tree emit(const Input& input, Sink& sink);

/// In place of `emit` where there were errors: what every backend has to say of the sound declarations.
void check(const model::Model& model, Sink& sink);

}  // namespace herdc::backend
