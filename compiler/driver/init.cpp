#include <fmt/format.h>

#include <ostream>

#include "compiler/base/replace_file.h"
#include "compiler/driver/commands.h"
#include "compiler/driver/project.h"
#include "herdc/embedded_first_cluster.h"

namespace herdc::driver {

namespace {

/// The example's digests without the numbers of its hosts, which the user will rename.
std::string first_bytes(std::string_view path, std::string_view bytes) {
  if (path != lock_file) return std::string(bytes);
  Sink sink;
  auto lock = analysis::parse_lock(bytes, FileId{}, sink);
  lock.ordinals.clear();
  return analysis::write_lock(lock);
}

}  // namespace

/// The smallest useful cluster, with the digests of its bases; nothing that is there is overwritten.
int init(const Options& options, Environment& environment) {
  if (const auto made = make_directories(options.directory); !made)
    return could_not_run(made.failure().message, environment);
  const auto directory = environment.open(options.directory);
  if (!directory) return could_not_run(directory.failure().message, environment);
  for (const auto& file : embedded::first_cluster)
    if ((*directory)->status(std::string(file.path)).kind != FileKind::missing)
      return could_not_run(fmt::format("`{}` is there already; nothing was written", file.path), environment);
  for (const auto& file : embedded::first_cluster) {
    const auto path = options.directory == "." ? std::string(file.path)
                                               : fmt::format("{}/{}", options.directory, file.path);
    const auto created = create_file(path, first_bytes(file.path, file.bytes));
    if (!created) return could_not_run(created.failure().message, environment);
    environment.out << fmt::format("wrote {}\n", path);
  }
  const auto prefix = options.directory == "." ? "" : options.directory + "/";
  environment.out << fmt::format(
      "Now change the host's name and address, and run: herdc build {}cluster.herd\n", prefix);
  return exit_fine;
}

}  // namespace herdc::driver
