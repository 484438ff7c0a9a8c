#pragma once

#include <map>
#include <set>
#include <string>

#include "compiler/output/directory.h"

namespace herdc::output {

/// What stands in a tree's directory, by path. Only herdc's own directories are looked into: of any other one
/// (`.git`, notes) it is enough to know whether it is empty.
struct Snapshot {
  std::map<std::string, Entry> entries;
  std::set<std::string> foreign_directories;  ///< all that are not herdc's own
  std::set<std::string>
      full_foreign_directories;  ///< those with something in them, or that cannot be looked into
};

/// `own` names the directories that herdc's files need or needed.
Result<Snapshot> take_snapshot(const Directory& tree, const std::set<std::string>& own);

}  // namespace herdc::output
