#pragma once

#include <string>

#include "compiler/output/directory.h"

namespace herdc::output {

struct LockWait {
  int attempts = 300;
  int milliseconds = 50;  ///< between two attempts
};

/// The output directory itself, held open and locked (flock): no lock file that could be left over,
/// committed, or be a link to somewhere else. Whoever holds it exclusively is the only herdc that writes
/// there, so that any other stage in it is left from a run that was killed.
class LockedOutput {
 public:
  /// Creates the directory and those above it as needed.
  static Result<LockedOutput> for_writing(const std::string& path, LockWait wait);
  /// Among other readers; the directory must exist.
  static Result<LockedOutput> for_reading(const std::string& path, LockWait wait);

  const Directory& directory() const { return directory_; }
  /// Takes away, when still empty, what for_writing created: for a build that could not write.
  void forget_created() const;

 private:
  LockedOutput(Directory directory, std::vector<std::string> created)
      : directory_(std::move(directory)), created_(std::move(created)) {}

  Directory directory_;
  std::vector<std::string> created_;  ///< outermost first
};

}  // namespace herdc::output
