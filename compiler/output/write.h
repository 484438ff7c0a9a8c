#pragma once

#include <string>

#include "compiler/artifact/tree.h"
#include "compiler/diagnostics/sink.h"
#include "compiler/output/compare.h"
#include "compiler/output/lock.h"
#include "compiler/output/manifest.h"

/// Phase 8: the tree of artifacts and the disk. See docs/decisions/output.md for what happens at which
/// failure.
namespace herdc::output {

struct Report {
  Changes changes;
  bool wrote = false;
  /// "exchange", "journal", "nothing to do"; "" when a diagnostic stopped the build.
  std::string method;
  std::string reason;  ///< for a journal: why the tree could not be exchanged
  /// plan() only: a killed build must be finished first, so that the changes are not known yet.
  bool interrupted = false;
};

/// Makes `<output_directory>/<tree.name>/` hold exactly `tree`, its manifest, and whatever else is not
/// herdc's. A Failure (disk full, not writable, somebody else at work) leaves the old tree as it was; so does
/// a diagnostic, of which nothing has been written either. When nothing is to be changed, nothing is touched.
Result<Report> write_tree(const artifact::Tree& tree, const ManifestFacts& facts,
                          const std::string& output_directory, Sink& sink, LockWait wait = {});

/// What write_tree would do; writes nothing at all.
Result<Report> plan_tree(const artifact::Tree& tree, const ManifestFacts& facts,
                         const std::string& output_directory, Sink& sink, LockWait wait = {});

}  // namespace herdc::output
