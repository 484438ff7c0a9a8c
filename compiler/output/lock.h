#pragma once

#include <string>

#include "compiler/output/directory.h"

namespace herdc::output {

struct LockWait {
  int attempts = 300;
  int milliseconds = 50;  ///< between two attempts
};

/// Directories that were made for a build. Those that are still empty when it ends, because it failed, go
/// again.
class CreatedDirectories {
 public:
  CreatedDirectories() = default;
  CreatedDirectories(CreatedDirectories&&) = default;
  CreatedDirectories& operator=(CreatedDirectories&&) = delete;
  ~CreatedDirectories();
  Status create(const std::string& path);  ///< and those above it; what stands there already stays

 private:
  std::vector<std::string> paths_;  ///< outermost first
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

 private:
  LockedOutput(Directory directory, CreatedDirectories created)
      : directory_(std::move(directory)), created_(std::move(created)) {}

  Directory directory_;
  CreatedDirectories created_;  // destroyed first, under the lock
};

}  // namespace herdc::output
