#pragma once

#include <map>
#include <string>

#include "compiler/base/result.h"

namespace herdc::output {

/// What is to be done to a tree, by path. It is read back from a directory that others may write to, so
/// nothing in it is believed: it can name only what a generated file could be called.
struct Journal {
  struct Write {
    std::string staged;  ///< name of the file in the stage
    std::string sha256;
    std::string was;  ///< digest of what it replaces; "" for a new file
  };
  std::map<std::string, Write> writes;
  /// New directories, by path, and the name of an empty one in the stage: renaming it needs no room on a full
  /// disk.
  std::map<std::string, std::string> directories;
  std::map<std::string, std::string> removals;  ///< path → digest
};

std::string render(const Journal& journal);
Result<Journal> parse_journal(std::string_view text);

}  // namespace herdc::output
