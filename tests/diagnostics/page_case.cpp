// page_case REPOSITORY PAGE: the examples of a page docs/diagnostics/HERDnnnn.md. Each block ```herd bad
// gives the page's code and no other, each block ```herd fixed compiles without any. A page without such
// blocks is named, with the reason, in pages_without_example.txt. Blocks ```yaml bad FILE (or fixed, or json)
// are files beside the examples of that kind.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <iostream>

#include "compiler/diagnostics/render_text.h"
#include "compiler/driver/phases.h"
#include "tests/support/choices.h"
#include "tests/support/fences.h"
#include "tests/support/files.h"

namespace herdc::testing {
namespace {

constexpr std::string_view entry = "cluster.herd";

/// The texts of the blocks that begin with ```WORDS.
std::vector<std::string> blocks(const std::string& page, std::string_view words) {
  std::vector<std::string> found;
  for (const auto& fence : fences(page))
    if (fence.words == words) found.push_back(fence.text);
  return found;
}

/// Files beside the examples: the blocks that begin with ```yaml WHICH FILE or ```json WHICH FILE.
std::map<std::string, std::string> files_beside(const std::string& page, std::string_view which) {
  std::map<std::string, std::string> found;
  for (const auto& fence : fences(page))
    for (const auto* format : {"yaml", "json"})
      if (const auto head = fmt::format("{} {} ", format, which); fence.words.starts_with(head))
        found[fence.words.substr(head.size())] = fence.text;
  return found;
}

class Page {
 public:
  Page(const std::string& repository, const std::string& path)
      : repository_(repository), name_(std::filesystem::path(path).stem().string()), text_(read_file(path)) {}

  int check() {
    const auto code = diagnostics::find_code(name_);
    if (!code) stop(fmt::format("{} is the name of no code", name_));
    const auto bad = blocks(text_, "herd bad");
    const auto fixed = blocks(text_, "herd fixed");
    const bool listed = is_listed();
    if (!text_.starts_with(fmt::format("# {}: ", name_)))
      fail(fmt::format("the page does not begin with `# {}: `", name_));
    if (listed && !(bad.empty() && fixed.empty()))
      fail("it has examples: take it off pages_without_example.txt");
    if (!listed && (bad.empty() || fixed.empty()))
      fail("it lacks a block ```herd bad or ```herd fixed (or a row in pages_without_example.txt)");
    for (const auto& example : bad)
      compile(example, "bad", fmt::format("gives {} and no other code", name_), [&](const auto& list) {
        return !list.empty() && std::all_of(list.begin(), list.end(),
                                            [&](const auto& d) { return d.code.number == code->number; });
      });
    for (const auto& example : fixed)
      compile(example, "fixed", "compiles clean", [](const auto& list) { return list.empty(); });
    return failed_ ? 1 : 0;
  }

 private:
  bool is_listed() const {
    for (const auto& line :
         split_lines(read_file(repository_ + "/tests/diagnostics/pages_without_example.txt")))
      if (line.starts_with(name_ + " ")) return true;
    return false;
  }

  void fail(const std::string& why) {
    failed_ = true;
    std::cout << fmt::format("docs/diagnostics/{}.md: {}\n", name_, why);
  }

  template <class Good>
  void compile(const std::string& example, std::string_view which, const std::string& expected, Good good) {
    MemoryFileSystem project;
    for (const auto& [path, text] : files_beside(text_, which)) project.add(path, text);
    project.add(std::string(entry), example);
    project.add(std::string(driver::lock_file), standard_lock(repository_));
    Sink sink;
    const auto c =
        driver::compile({project, driver::standard_library(), std::string(entry), choices_of(example)},
                        driver::Phase::artifacts, sink);
    const auto list = sink.sorted();
    if (good(list)) return;
    fail(fmt::format("it is not so that this {}:\n\n{}\nherdc says:\n\n{}", expected, example,
                     list.empty() ? "nothing\n" : diagnostics::render_text(list, c.sources, {})));
  }

  std::string repository_;
  std::string name_;
  std::string text_;
  bool failed_ = false;
};

}  // namespace
}  // namespace herdc::testing

int main(int argc, char** argv) {
  if (argc != 3) herdc::testing::stop("usage: page_case REPOSITORY PAGE");
  return herdc::testing::Page(argv[1], argv[2]).check();
}
