#pragma once

#include <optional>
#include <string>

#include "compiler/output/compare.h"
#include "compiler/output/directory.h"

namespace herdc::output {

/// One tree to be written, and all that is known of what stands there.
struct Work {
  const Directory& output;  ///< locked
  const std::string& name;  ///< of the tree in it
  const Directory* tree;    ///< null when there is none yet
  const Comparison& comparison;
  const Content& content;
};

/// Done, or why this way cannot be used here ("`.git` is not empty"); then nothing has changed.
struct Attempt {
  std::optional<std::string> obstacle;
};

/// Stages the whole tree beside the old one and swaps the two in one step: whoever looks sees the old or the
/// new. Files that stay are linked into it and keep their inode.
Result<Attempt> exchange(const Work& work);

/// Finishes or undoes what a killed exchange has left in `output`.
Status recover_exchanges(const Directory& output, Sink& sink);

}  // namespace herdc::output
