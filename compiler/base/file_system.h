#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "compiler/base/result.h"

namespace herdc {

enum class FileKind { missing, regular, directory, symlink, other };

struct FileStatus {
  FileKind kind = FileKind::missing;
  bool executable = false;  ///< any of the three x bits of a regular file
  std::uint64_t size = 0;
};

/// Everything that the compiler reads comes through here. Paths are relative to a project root, with `/`,
/// without
/// `.` and `..` components; the root itself is "". No symbolic link is followed: one is reported as a link by
/// `status` and refused by `read`, so that nothing outside the root can be named.
class ReadFiles {
 public:
  virtual ~ReadFiles() = default;
  virtual FileStatus status(const std::string& path) const = 0;
  /// Regular files of at most `max_bytes`; anything else is a failure (a FIFO never blocks).
  virtual Result<std::string> read(const std::string& path, std::uint64_t max_bytes) const = 0;
  /// Names in a directory, sorted by byte.
  virtual Result<std::vector<std::string>> list(const std::string& path) const = 0;
};

}  // namespace herdc
