#pragma once

#include <string>
#include <vector>

#include "compiler/analysis/program.h"

namespace herdc::driver {

/// A change to one source that somebody should notice.
struct Mutation {
  struct Edit {
    Span span;
    std::string text;
  };
  std::string what;         ///< "this host is gone"
  Span span;                ///< what is underlined
  std::vector<Edit> edits;  ///< in the same file, in order of place
};

/// All that can be tried: a host less, ports swapped, a number lowered, a mount removed. In the project's own
/// files, and neither in tests nor in what they and other rules require.
std::vector<Mutation> mutations(const analysis::Program& program, const SourceMap& sources);

/// The text of a file with the edits of one mutation.
std::string apply(const Mutation& mutation, std::string text);

}  // namespace herdc::driver
