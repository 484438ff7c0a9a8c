#include "compiler/base/disk.h"

#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace herdc {
namespace {

/// Closes on every path out of a function.
class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  int get() const { return fd_; }
  int release() { return std::exchange(fd_, -1); }

 private:
  int fd_;
};

Failure failure(std::string_view what, const std::string& path) {
  const int error = errno;
  const std::string reason = error == ELOOP ? "a symbolic link is not followed" : std::strerror(error);
  return {fmt::format("cannot {} `{}`: {}", what, path, reason), error};
}

FileKind kind_of(mode_t mode) {
  if (S_ISREG(mode)) return FileKind::regular;
  if (S_ISDIR(mode)) return FileKind::directory;
  return S_ISLNK(mode) ? FileKind::symlink : FileKind::other;
}

Result<std::string> read_all(int fd, const std::string& path, std::uint64_t max_bytes) {
  std::string bytes;
  char buffer[65536];
  for (;;) {
    const auto count = ::read(fd, buffer, sizeof buffer);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return failure("read", path);
    if (count == 0) return bytes;
    bytes.append(buffer, static_cast<std::size_t>(count));
    if (bytes.size() > max_bytes)
      return Failure{fmt::format("cannot read `{}`: it is larger than {} bytes", path, max_bytes), EFBIG};
  }
}

}  // namespace

Result<Disk> Disk::open(const std::string& root) {
  const int fd = ::open(root.empty() ? "." : root.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return failure("open the directory", root);
  return Disk(fd);
}

Disk::Disk(Disk&& other) noexcept : root_(std::exchange(other.root_, -1)) {}

Disk::~Disk() {
  if (root_ >= 0) ::close(root_);
}

int Disk::open_beneath(const std::string& path, int flags) const {
  open_how how{};
  how.flags = static_cast<std::uint64_t>(flags | O_CLOEXEC);
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS;
  const std::string name = path.empty() ? "." : path;
  return static_cast<int>(::syscall(SYS_openat2, root_, name.c_str(), &how, sizeof how));
}

FileStatus Disk::status(const std::string& path) const {
  const Descriptor fd(open_beneath(path, O_PATH | O_NOFOLLOW));
  struct stat st {};
  if (fd.get() < 0) return {errno == ELOOP ? FileKind::symlink : FileKind::missing, false, 0};
  if (::fstat(fd.get(), &st) != 0) return {};
  return {kind_of(st.st_mode), (st.st_mode & 0111) != 0, static_cast<std::uint64_t>(st.st_size)};
}

Result<std::string> Disk::read(const std::string& path, std::uint64_t max_bytes) const {
  const Descriptor fd(open_beneath(path, O_RDONLY | O_NONBLOCK));
  if (fd.get() < 0) return failure("read", path);
  struct stat st {};
  if (::fstat(fd.get(), &st) != 0) return failure("read", path);
  if (!S_ISREG(st.st_mode))
    return Failure{fmt::format("cannot read `{}`: it is not a regular file", path), EINVAL};
  return read_all(fd.get(), path, max_bytes);
}

Result<std::vector<std::string>> Disk::list(const std::string& path) const {
  Descriptor fd(open_beneath(path, O_RDONLY | O_DIRECTORY));
  if (fd.get() < 0) return failure("list", path);
  DIR* directory = ::fdopendir(fd.get());
  if (directory == nullptr) return failure("list", path);
  (void)fd.release();  // closedir closes it
  std::vector<std::string> names;
  while (const dirent* entry = ::readdir(directory)) {
    const std::string name = entry->d_name;
    if (name != "." && name != "..") names.push_back(name);
  }
  ::closedir(directory);
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace herdc
