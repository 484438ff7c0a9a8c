#pragma once

#include <functional>
#include <optional>
#include <string>

#include "compiler/analysis/lower.h"
#include "compiler/artifact/tree.h"
#include "compiler/graph/dependency_graph.h"
#include "compiler/image/contexts.h"

namespace herdc::analysis {
class Session;
}

namespace herdc::driver {

/// Where to stop, and what `--print` shows.
enum class Phase { ast, program, model, graph, artifacts };
std::optional<Phase> find_phase(std::string_view name);
std::vector<std::string> phase_names();

struct Inputs {
  const ReadFiles& project;
  const ReadFiles& standard;
  std::string entry;  ///< relative to the project's root
  analysis::Choices choices{};
  Limits limits{};
};

/// All that one run made; phases that were not reached left nothing.
struct Compilation {
  SourceMap sources;
  analysis::Program program;
  analysis::Lock lock;        ///< as herd.lock says
  analysis::Lowered lowered;  ///< the model, and herd.lock as it should be
  graph::DependencyGraph graph;
  image::Contexts images;
  artifact::Tree tree;
  /// Of several clusters, by the names of their trees; then `graph`, `images` and `tree` are empty.
  struct Part {
    model::Model model;
    graph::DependencyGraph graph;
    image::Contexts images;
    artifact::Tree tree;
  };
  std::vector<Part> parts;
};

/// What is written: the one tree, or those of several clusters.
struct Output {
  const model::Model& model;
  const artifact::Tree& tree;
};
std::vector<Output> outputs(const Compilation& compilation);

/// Called with the name of each phase when it ends.
using Watch = std::function<void(std::string_view phase)>;

/// Called at the end, while expressions can still be evaluated over the model.
using Finish = std::function<void(analysis::Session& session, const Compilation& compilation)>;

/// The whole compiler: phases 1 to 7, in memory.
Compilation compile(const Inputs& inputs, Phase last, Sink& sink, const Watch& watch = {},
                    const Finish& finish = {});

/// The dump of one phase.
std::string print(const Compilation& compilation, Phase phase);

/// The standard library that is compiled in.
const ReadFiles& standard_library();

inline constexpr std::string_view lock_file = "herd.lock";

}  // namespace herdc::driver
