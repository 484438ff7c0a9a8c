#include "compiler/model/host_paths.h"

#include <algorithm>
#include <array>

#include "compiler/base/text.h"

namespace herdc::model {
namespace {

constexpr std::array<std::string_view, 14> owned = {
    "/boot", "/dev", "/etc",  "/lib", "/lib64",   "/proc",           "/sys",
    "/usr",  "/bin", "/sbin", "/run", "/var/run", "/var/lib/docker", "/root"};
// Data may lie below these, but they hold the engine's own, too.
constexpr std::array<std::string_view, 3> shared = {"/", "/var", "/var/lib"};

}  // namespace

bool is_system_path(std::string_view path) {
  const auto parts = split(path, "/");
  if (std::find(parts.begin(), parts.end(), "..") != parts.end()) return true;
  if (std::find(shared.begin(), shared.end(), path) != shared.end()) return true;
  return std::any_of(owned.begin(), owned.end(), [&](std::string_view directory) {
    return path == directory || (path.starts_with(directory) && path[directory.size()] == '/');
  });
}

}  // namespace herdc::model
