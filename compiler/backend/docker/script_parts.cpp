#include <herdc/embedded_docker_scripts.h>

#include <algorithm>

#include "compiler/backend/docker/scripts.h"

namespace herdc::docker {

std::string_view script_part(std::string_view name) {
  const auto& files = embedded::docker_scripts;
  const auto path = std::string(name) + ".sh";
  const auto file = std::find_if(files.begin(), files.end(), [&](const auto& f) { return f.path == path; });
  // The first line tells shellcheck which shell the part is for; the script that holds it says so itself.
  return file->bytes.substr(file->bytes.find('\n') + 1);
}

}  // namespace herdc::docker
