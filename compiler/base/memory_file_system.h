#pragma once

#include <map>

#include "compiler/base/file_system.h"

namespace herdc {

/// Files of a test, or of the embedded standard library: path → contents.
class MemoryFileSystem : public ReadFiles {
 public:
  struct File {
    std::string bytes;
    bool executable = false;
  };

  MemoryFileSystem() = default;
  explicit MemoryFileSystem(std::map<std::string, File> files) : files_(std::move(files)) {}
  void add(std::string path, std::string bytes, bool executable = false) {
    files_[std::move(path)] = {std::move(bytes), executable};
  }

  FileStatus status(const std::string& path) const override;
  Result<std::string> read(const std::string& path, std::uint64_t max_bytes) const override;
  Result<std::vector<std::string>> list(const std::string& path) const override;

 private:
  std::map<std::string, File> files_;
};

}  // namespace herdc
