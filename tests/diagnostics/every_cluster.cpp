// every_cluster REPOSITORY: each cluster.herd of the repository outside this folder compiles, and with it the
// standard library. One without a herd.lock of its own gets the bases of the example.
#include <fmt/format.h>

#include <filesystem>
#include <iostream>

#include "compiler/diagnostics/render_text.h"
#include "compiler/driver/phases.h"
#include "tests/support/choices.h"
#include "tests/support/files.h"

namespace herdc::testing {
namespace {

namespace fs = std::filesystem;

bool compiles(const std::string& repository, const fs::path& directory, const analysis::Choices& choices) {
  auto files = read_tree(directory.string());
  files.try_emplace(std::string(driver::lock_file), MemoryFileSystem::File{standard_lock(repository), false});
  const MemoryFileSystem project(std::move(files));
  Sink sink;
  const auto c = driver::compile({project, driver::standard_library(), "cluster.herd", choices},
                                 driver::Phase::artifacts, sink);
  if (!sink.has_errors()) return true;
  std::cout << fmt::format("{}:\n{}", directory.string(),
                           diagnostics::render_text(sink.sorted(), c.sources, {}));
  return false;
}

int check(const std::string& repository) {
  int failed = 0;
  for (const std::string folder : {"/examples", "/tests/golden", "/tests/oracles"})
    for (const auto& entry : fs::recursive_directory_iterator(repository + folder))
      if (entry.path().filename() == "cluster.herd")
        for (const auto& choices : all_choices_of(read_file(entry.path().string())))
          failed += compiles(repository, entry.path().parent_path(), choices) ? 0 : 1;
  return failed == 0 ? 0 : 1;
}

}  // namespace
}  // namespace herdc::testing

int main(int argc, char** argv) {
  if (argc != 2) herdc::testing::stop("usage: every_cluster REPOSITORY");
  return herdc::testing::check(argv[1]);
}
