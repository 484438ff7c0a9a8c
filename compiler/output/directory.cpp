#include "compiler/output/directory.h"

#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <memory>

#include "compiler/output/paths.h"

namespace herdc::output {
namespace {

FileKind kind_of(unsigned mode) {
  if (S_ISREG(mode)) return FileKind::regular;
  if (S_ISDIR(mode)) return FileKind::directory;
  return S_ISLNK(mode) ? FileKind::symlink : FileKind::other;
}

int open_beneath(int directory, const std::string& path, int flags, unsigned mode) {
  open_how how{};
  how.flags = static_cast<std::uint64_t>(flags | O_CLOEXEC);
  how.mode = mode;
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS;
  return static_cast<int>(
      uninterrupted([&] { return ::syscall(SYS_openat2, directory, path.c_str(), &how, sizeof how); }));
}

bool examine(int directory, const char* name, Entry& entry) {
  struct statx st {};
  constexpr int flags = AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH | AT_NO_AUTOMOUNT;
  if (uninterrupted([&] { return ::statx(directory, name, flags, STATX_BASIC_STATS, &st); }) != 0)
    return false;
  entry = {kind_of(st.stx_mode),
           st.stx_mode & 07777u,
           st.stx_uid,
           st.stx_size,
           st.stx_ino,
           makedev(st.stx_dev_major, st.stx_dev_minor),
           (st.stx_attributes & STATX_ATTR_MOUNT_ROOT) != 0};
  return true;
}

bool write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto count = uninterrupted([&] { return ::write(fd, bytes.data(), bytes.size()); });
    if (count < 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

/// Stops when more than `max_bytes` are there.
bool read_all(int fd, std::uint64_t expected, std::uint64_t max_bytes, std::string& bytes) {
  bytes.resize(std::min(expected, max_bytes) + 1);  // one more, to see the end in the same call
  std::size_t used = 0;
  while (used <= max_bytes) {
    if (used == bytes.size()) bytes.resize(bytes.size() * 2);
    const auto count = uninterrupted([&] { return ::read(fd, bytes.data() + used, bytes.size() - used); });
    if (count < 0) return false;
    if (count == 0) break;
    used += static_cast<std::size_t>(count);
  }
  bytes.resize(used);
  return true;
}

/// Some file systems tell only here that the bytes did not fit. (Linux has closed the file even after EINTR.)
bool close_checked(Descriptor file) {
  return ::close(file.release()) == 0 || errno == EINTR;
}

struct CloseDirectory {
  void operator()(DIR* directory) const { ::closedir(directory); }
};

}  // namespace

Failure system_failure(std::string_view what, std::string_view path) {
  const int error = errno;
  const std::string reason = error == ELOOP ? "a symbolic link is not followed" : std::strerror(error);
  return {fmt::format("cannot {} `{}`: {}", what, path, reason), error};
}

Descriptor& Descriptor::operator=(Descriptor&& other) noexcept {
  std::swap(fd_, other.fd_);
  return *this;
}

Descriptor::~Descriptor() {
  if (fd_ >= 0) ::close(fd_);
}

Result<Directory> Directory::open(const std::string& path) {
  constexpr int flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
  Descriptor fd(uninterrupted([&] { return ::open(path.c_str(), flags); }));
  if (fd.get() < 0) return system_failure("open the directory", path);
  return Directory(std::move(fd), path);
}

Result<Directory> Directory::open_below(const std::string& path) const {
  Descriptor fd(open_beneath(descriptor_.get(), path.empty() ? "." : path, O_RDONLY | O_DIRECTORY, 0));
  if (fd.get() < 0) return system_failure("open the directory", shown(path));
  return Directory(std::move(fd), shown(path));
}

Directory Directory::shown_as(std::string shown) && {
  shown_ = std::move(shown);
  return std::move(*this);
}

std::string Directory::shown(std::string_view name) const {
  return joined(shown_, name);
}

Entry Directory::self() const {
  Entry entry;
  examine(descriptor_.get(), "", entry);
  return entry;
}

Result<Entry> Directory::entry(const std::string& name) const {
  Entry entry;
  if (!examine(descriptor_.get(), name.c_str(), entry) && errno != ENOENT)
    return system_failure("examine", shown(name));
  return entry;
}

Result<std::vector<std::string>> Directory::names() const {
  // A descriptor of its own: two that are duplicates share the place up to which the directory has been read.
  Descriptor fd(open_beneath(descriptor_.get(), ".", O_RDONLY | O_DIRECTORY, 0));
  if (fd.get() < 0) return system_failure("list", shown());
  const std::unique_ptr<DIR, CloseDirectory> directory(::fdopendir(fd.get()));
  if (!directory) return system_failure("list", shown());
  (void)fd.release();  // closedir closes it
  std::vector<std::string> names;
  errno = 0;
  while (const dirent* entry = ::readdir(directory.get())) names.emplace_back(entry->d_name);
  if (errno != 0) return system_failure("list", shown());
  std::erase_if(names, [](const std::string& name) { return name == "." || name == ".."; });
  std::sort(names.begin(), names.end());
  return names;
}

Result<bool> Directory::empty() const {
  const auto found = names();
  if (!found) return found.failure();
  return found->empty();
}

Result<Descriptor> Directory::open_file(const std::string& name, int flags, unsigned mode,
                                        std::string_view what) const {
  Descriptor fd(open_beneath(descriptor_.get(), name, flags, mode));
  if (fd.get() < 0) return system_failure(what, shown(name));
  return fd;
}

Result<std::string> Directory::read(const std::string& name, std::uint64_t max_bytes) const {
  const auto file = open_file(name, O_RDONLY | O_NONBLOCK, 0, "read");
  if (!file) return file.failure();
  Entry entry;
  if (!examine(file->get(), "", entry)) return system_failure("read", shown(name));
  if (entry.kind != FileKind::regular)
    return Failure{fmt::format("cannot read `{}`: it is not a regular file", shown(name)), EINVAL};
  std::string bytes;
  if (!read_all(file->get(), entry.size, max_bytes, bytes)) return system_failure("read", shown(name));
  if (bytes.size() <= max_bytes) return bytes;
  return Failure{fmt::format("cannot read `{}`: it is larger than {} bytes", shown(name), max_bytes), EFBIG};
}

Status Directory::create_file(const std::string& name, std::string_view bytes, unsigned mode) const {
  auto file = open_file(name, O_WRONLY | O_CREAT | O_EXCL, mode, "create");
  if (!file) return file.failure();
  const bool written = write_all(file->get(), bytes) && ::fchmod(file->get(), mode) == 0;
  if (!written || !close_checked(std::move(*file))) return system_failure("write", shown(name));
  return success();
}

Status Directory::create_directory(const std::string& name, unsigned mode) const {
  if (uninterrupted([&] { return ::mkdirat(fd(), name.c_str(), mode); }) != 0)
    return system_failure("create the directory", shown(name));
  const auto created = open_below(name);
  if (!created) return created.failure();
  if (::fchmod(created->fd(), mode) != 0) return system_failure("set the mode of", shown(name));
  return success();
}

Status Directory::link_from(const Directory& from, const std::string& name) const {
  if (uninterrupted([&] { return ::linkat(from.fd(), name.c_str(), fd(), name.c_str(), 0); }) != 0)
    return system_failure("link", from.shown(name));
  return success();
}

Status Directory::rename_to(const std::string& name, const Directory& to, const std::string& new_name) const {
  if (uninterrupted([&] { return ::renameat(fd(), name.c_str(), to.fd(), new_name.c_str()); }) != 0)
    return system_failure("put in place", to.shown(new_name));
  return success();
}

Status Directory::remove_file(const std::string& name) const {
  if (uninterrupted([&] { return ::unlinkat(fd(), name.c_str(), 0); }) != 0)
    return system_failure("remove", shown(name));
  return success();
}

Status Directory::remove_directory(const std::string& name) const {
  if (uninterrupted([&] { return ::unlinkat(fd(), name.c_str(), AT_REMOVEDIR); }) != 0)
    return system_failure("remove the directory", shown(name));
  return success();
}

Status Directory::remove_all(const std::string& name) const {
  const auto found = entry(name);
  if (!found) return found.failure();
  if (!found->exists()) return success();
  if (found->kind != FileKind::directory) return remove_file(name);
  const auto directory = open_below(name);
  if (!directory) return directory.failure();
  const auto names = directory->names();
  if (!names) return names.failure();
  for (const auto& below : *names)
    if (const auto status = directory->remove_all(below); !status) return status;
  return remove_directory(name);
}

Status Directory::sync() const {
  if (uninterrupted([&] { return ::fsync(fd()); }) != 0)
    return system_failure("write to disk the names in", shown());
  return success();
}

Status Directory::sync_file_system() const {
  if (uninterrupted([&] { return ::syncfs(fd()); }) != 0)
    return system_failure("write to disk what belongs to", shown());
  return success();
}

}  // namespace herdc::output
