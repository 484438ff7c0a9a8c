#pragma once

#include <sys/types.h>

#include <cerrno>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "compiler/base/file_system.h"
#include "compiler/base/result.h"

namespace herdc::output {

/// An open file, closed on every path out of a function.
class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept;
  ~Descriptor();
  int get() const { return fd_; }
  int release() { return std::exchange(fd_, -1); }

 private:
  int fd_;
};

/// What stands under a name, links not followed.
struct Entry {
  FileKind kind = FileKind::missing;
  unsigned mode = 0;  ///< the twelve permission bits
  unsigned owner = 0;
  std::uint64_t size = 0;
  std::uint64_t inode = 0;
  std::uint64_t device = 0;
  bool mount_point = false;

  bool exists() const { return kind != FileKind::missing; }
  bool same_file(const Entry& other) const {
    return exists() && other.exists() && inode == other.inode && device == other.device;
  }
};

/// One directory of the real disk, held open: renames above it do not matter. Every name given to its
/// functions is one component, never followed when it is a link, so that nothing outside can be reached;
/// `open_below` takes a path and leaves that to the kernel (openat2 with RESOLVE_BENEATH and
/// RESOLVE_NO_SYMLINKS).
class Directory {
 public:
  /// Links above the last component are the user's business, the directory itself must be none.
  static Result<Directory> open(const std::string& path);
  Result<Directory> open_below(const std::string& path) const;
  /// The same directory under another name in messages: a stage speaks of the tree that it will become.
  Directory shown_as(std::string shown) &&;

  Entry self() const;
  Result<Entry> entry(const std::string& name) const;
  Result<std::vector<std::string>> names() const;  ///< sorted by byte
  Result<bool> empty() const;
  /// Regular files of at most `max_bytes`; a FIFO never blocks.
  Result<std::string> read(const std::string& name, std::uint64_t max_bytes) const;

  /// With exactly this mode, whatever the umask; something that stands there already is a failure.
  Status create_file(const std::string& name, std::string_view bytes, unsigned mode) const;
  Status create_directory(const std::string& name, unsigned mode) const;
  /// A second name for what stands under `name` in `from`: any kind but a directory.
  Status link_from(const Directory& from, const std::string& name) const;
  /// Replaces a file, or an empty directory by a directory.
  Status rename_to(const std::string& name, const Directory& to, const std::string& new_name) const;
  Status remove_file(const std::string& name) const;
  Status remove_directory(const std::string& name) const;  ///< an empty one
  Status remove_all(const std::string& name) const;        ///< whatever it is, with all below

  Status sync() const;              ///< its names
  Status sync_file_system() const;  ///< everything written to its file system

  int fd() const { return descriptor_.get(); }
  std::string shown(std::string_view name = "") const;

 private:
  Directory(Descriptor descriptor, std::string shown)
      : descriptor_(std::move(descriptor)), shown_(std::move(shown)) {}
  Result<Descriptor> open_file(const std::string& name, int flags, unsigned mode,
                               std::string_view what) const;

  Descriptor descriptor_;
  std::string shown_;
};

/// "cannot WHAT `PATH`: " and the reason that errno holds.
Failure system_failure(std::string_view what, std::string_view path);

/// Calls again after a signal.
template <class Call>
auto uninterrupted(Call call) {
  for (;;) {
    const auto result = call();
    if (result >= 0 || errno != EINTR) return result;
  }
}

}  // namespace herdc::output
