#include "compiler/output/lock.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <sstream>
#include <thread>

#include "compiler/base/text.h"
#include "compiler/output/paths.h"

namespace herdc::output {
namespace {

/// " (process 4711, `herdc`)" when the kernel tells who holds a flock on this inode, else "".
std::string holder_of(const Entry& entry) {
  std::ifstream locks("/proc/locks");
  const auto suffix = fmt::format(":{}", entry.inode);
  for (std::string line; std::getline(locks, line);) {
    std::istringstream words(line);  // "1: FLOCK  ADVISORY  WRITE 4711 fe:00:131073 0 EOF"
    std::string number, kind, advisory, access, process, file;
    words >> number >> kind >> advisory >> access >> process >> file;
    if (kind != "FLOCK" || !file.ends_with(suffix)) continue;
    std::string name = "?";
    std::ifstream(fmt::format("/proc/{}/comm", process)) >> name;
    return fmt::format(" (process {}, `{}`)", process, printable(name));
  }
  return "";
}

Status lock(const Directory& directory, int how, LockWait wait) {
  for (int attempt = 1;; ++attempt) {
    if (uninterrupted([&] { return ::flock(directory.fd(), how | LOCK_NB); }) == 0) return success();
    if (errno != EWOULDBLOCK) return system_failure("lock the directory", directory.shown());
    if (attempt >= wait.attempts) break;
    std::this_thread::sleep_for(std::chrono::milliseconds(wait.milliseconds));
  }
  return Failure{
      fmt::format("cannot write below `{}`: another process is at work there{}; try again when it is done",
                  directory.shown(), holder_of(directory.self()))};
}

/// O_DIRECTORY says "not a directory" of a link, too.
Result<Directory> open_output(const std::string& path) {
  struct stat st {};
  if (::lstat(path.c_str(), &st) == 0 && S_ISLNK(st.st_mode))
    return Failure{
        fmt::format("cannot write below `{}`: it is a symbolic link, and a link is not followed here; name "
                    "the directory that it points to",
                    path),
        ELOOP};
  return Directory::open(path);
}

/// False when another process, failing, took the directory away between our opening and locking it.
bool still_there(const Directory& directory, const std::string& path) {
  struct stat st {};
  return ::lstat(path.c_str(), &st) == 0 && st.st_ino == directory.self().inode;
}

std::string without_trailing_slashes(std::string path) {
  while (path.size() > 1 && path.back() == '/') path.pop_back();
  return path.empty() ? "." : path;
}

}  // namespace

CreatedDirectories::~CreatedDirectories() {
  for (auto path = paths_.rbegin(); path != paths_.rend(); ++path) ::rmdir(path->c_str());
}

Status CreatedDirectories::create(const std::string& path) {
  auto directories = directories_above(path);
  directories.insert(path);
  for (const auto& directory : directories) {
    if (directory.empty()) continue;  // "/" of an absolute path
    if (::mkdir(directory.c_str(), 0755) == 0)
      paths_.push_back(directory);
    else if (errno != EEXIST)
      return system_failure("create the directory", directory);
  }
  return success();
}

Result<LockedOutput> LockedOutput::for_writing(const std::string& named, LockWait wait) {
  const auto path = without_trailing_slashes(named);
  for (;;) {
    CreatedDirectories created;
    if (const auto status = created.create(path); !status) return status.failure();
    auto directory = open_output(path);
    if (!directory) return directory.failure();
    if (const auto status = lock(*directory, LOCK_EX, wait); !status) return status.failure();
    if (still_there(*directory, path)) return LockedOutput(std::move(*directory), std::move(created));
  }
}

Result<LockedOutput> LockedOutput::for_reading(const std::string& named, LockWait wait) {
  auto directory = open_output(without_trailing_slashes(named));
  if (!directory) return directory.failure();
  if (const auto status = lock(*directory, LOCK_SH, wait); !status) return status.failure();
  return LockedOutput(std::move(*directory), {});
}

}  // namespace herdc::output
