// manual_case REPOSITORY PAGE: each block ```herd of a page of the manual compiles. The first one
// stands in front of all others; blocks ```yaml FILE and ```json FILE are files beside them.
#include <fmt/format.h>

#include <iostream>

#include "compiler/diagnostics/render_text.h"
#include "compiler/driver/phases.h"
#include "tests/support/choices.h"
#include "tests/support/fences.h"
#include "tests/support/files.h"

namespace herdc::testing {
namespace {

constexpr std::string_view entry = "cluster.herd";

MemoryFileSystem project_of(const std::string& repository, const std::vector<Fence>& page) {
  MemoryFileSystem project;
  project.add(std::string(driver::lock_file), standard_lock(repository));
  for (const auto& fence : page)
    for (const std::string format : {"yaml ", "json "})
      if (fence.words.starts_with(format)) project.add(fence.words.substr(format.size()), fence.text);
  return project;
}

/// Whether the example compiles; says why not. Warnings are for real clusters.
bool compiles(MemoryFileSystem project, const std::string& head, const std::string& example) {
  const auto text = head + example;
  project.add(std::string(entry), text);
  Sink sink;
  const auto c =
      driver::compile({project, driver::standard_library(), std::string(entry), choices_of(example)},
                      driver::Phase::artifacts, sink);
  if (sink.has_errors())
    std::cout << fmt::format("this example does not compile:\n\n{}\nherdc says:\n\n{}\n", text,
                             diagnostics::render_text(sink.sorted(), c.sources, {}));
  return !sink.has_errors();
}

int check(const std::string& repository, const std::string& path) {
  const auto page = fences(read_file(path));
  const auto project = project_of(repository, page);
  std::string head;
  int failed = 0, examples = 0;
  for (const auto& fence : page) {
    if (fence.words != "herd") continue;
    failed += compiles(project, head, fence.text) ? 0 : 1;
    if (++examples == 1) head = fence.text + "\n";
  }
  std::cout << fmt::format("{} examples\n", examples);
  return failed > 0 || examples == 0 ? 1 : 0;
}

}  // namespace
}  // namespace herdc::testing

int main(int argc, char** argv) {
  if (argc != 3) herdc::testing::stop("usage: manual_case REPOSITORY PAGE");
  return herdc::testing::check(argv[1], argv[2]);
}
