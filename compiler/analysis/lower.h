#pragma once

#include "compiler/analysis/evaluator.h"

namespace herdc::analysis {

/// The model, and herd.lock as it should be after this build: with the ordinals that were added.
struct Lowered {
  model::Model model;
  Lock lock;
  std::string tree;  ///< name of the cluster's tree
  /// Of several clusters, each as a model of its own; then `model` is the whole, and `tree` empty.
  struct View {
    model::Model model;
    std::string tree;
  };
  std::vector<View> views = {};
};

/// Every declaration with all its fields evaluated, the edges between them, and what of it is in use.
/// Of the first `count` entities: the others only try components that nobody uses.
model::Model build_model(Evaluator& evaluator, std::size_t count, const Outline& outline, Sink& sink);

/// Phase 4: names resolved, layers stacked, headers expanded, every field of every declaration evaluated and
/// of the schema's type. `lock` is what herd.lock says; a base in use that it does not pin is reported.
Lowered lower(const Program& program, const Choices& choices, const Lock& lock, const ReadFiles& project,
              const ReadFiles& standard, SourceMap& sources, Sink& sink, const Limits& limits = {});

/// "docker.io/library/debian:bookworm-20260824-slim", the name of a base in herd.lock.
std::string lock_name(const model::Declaration& base);

/// `--print=model`
std::string dump(const model::Model& model);

}  // namespace herdc::analysis
