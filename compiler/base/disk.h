#pragma once

#include "compiler/base/file_system.h"

namespace herdc {

/// The files below one directory of the real disk, opened once: later renames above it do not matter, and no
/// path can leave it (openat2 with RESOLVE_BENEATH and RESOLVE_NO_SYMLINKS; Linux 5.6).
class Disk : public ReadFiles {
 public:
  static Result<Disk> open(const std::string& root);
  Disk(Disk&& other) noexcept;
  Disk& operator=(Disk&&) = delete;
  ~Disk() override;

  FileStatus status(const std::string& path) const override;
  Result<std::string> read(const std::string& path, std::uint64_t max_bytes) const override;
  Result<std::vector<std::string>> list(const std::string& path) const override;

 private:
  explicit Disk(int root) : root_(root) {}
  int open_beneath(const std::string& path, int flags) const;
  int root_;
};

}  // namespace herdc
