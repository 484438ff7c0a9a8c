#pragma once

#include <set>
#include <string>
#include <vector>

#include "compiler/output/content.h"
#include "compiler/output/manifest.h"
#include "compiler/output/snapshot.h"

namespace herdc::output {

/// Paths, sorted; each path of the tree in exactly one list.
struct Changes {
  std::vector<std::string> added;
  std::vector<std::string> changed;  ///< other bytes, or another executable bit
  std::vector<std::string>
      modes;  ///< right but for other permission bits (a checkout under an unusual umask)
  std::vector<std::string> removed;  ///< herdc's own that are no longer wanted
  std::vector<std::string> unchanged;
  std::vector<std::string>
      foreign;  ///< not herdc's: kept; a directory ends in `/` and stands for all below it

  bool nothing() const { return added.empty() && changed.empty() && modes.empty() && removed.empty(); }
};

/// A tree as it is, against what it shall be.
struct Comparison {
  Changes changes;
  Manifest manifest;  ///< the one that stands in the tree; without files when there is none
  Snapshot snapshot;
  std::set<std::string> own_directories;  ///< those above any file of the old or the new manifest
};

std::set<std::string> own_directories(const Manifest& manifest, const Content& content);

/// What stops the build is reported: a file of herdc's that was edited, another one where a generated file
/// must go, a manifest that cannot be understood. Then the changes are incomplete and nothing may be written.
Result<Comparison> compare(const Directory& tree, const Content& content, Sink& sink);

}  // namespace herdc::output
