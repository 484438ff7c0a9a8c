#include "compiler/base/replace_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

namespace herdc {
namespace {

Failure failure(const std::string& path) {
  const int error = errno;
  return {fmt::format("cannot write `{}`: {}", path, std::strerror(error)), error};
}

bool write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto count = ::write(fd, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

/// A complete file beside `path` under a name of its own.
Result<std::string> stage(const std::string& path, std::string_view bytes) {
  const auto slash = path.rfind('/');
  const auto directory = slash == std::string::npos ? std::string() : path.substr(0, slash + 1);
  std::string name = directory + ".herdc-XXXXXX";
  const int fd = ::mkostemp(name.data(), O_CLOEXEC);
  if (fd < 0) return failure(path);
  const bool written = write_all(fd, bytes) && ::fchmod(fd, 0644) == 0 && ::fsync(fd) == 0;
  const auto problem = failure(path);
  if (::close(fd) == 0 && written) return name;
  ::unlink(name.c_str());
  return problem;
}

Status publish(const std::string& path, std::string_view bytes, int (*put)(const char*, const char*)) {
  const auto staged = stage(path, bytes);
  if (!staged) return staged.failure();
  if (put(staged->c_str(), path.c_str()) == 0) {
    ::unlink(staged->c_str());  // still there after a link
    return success();
  }
  const auto problem = failure(path);
  ::unlink(staged->c_str());
  return problem;
}

}  // namespace

Status replace_file(const std::string& path, std::string_view bytes) {
  return publish(path, bytes, ::rename);
}
Status create_file(const std::string& path, std::string_view bytes) {
  return publish(path, bytes, ::link);
}

Status make_directories(const std::string& path) {
  std::error_code error;
  std::filesystem::create_directories(path, error);
  if (!error) return success();
  return Failure{fmt::format("cannot make the directory `{}`: {}", path, error.message()), error.value()};
}

}  // namespace herdc
