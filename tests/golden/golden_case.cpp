// golden_case REPOSITORY DIRECTORY: compiles DIRECTORY/cluster.herd and compares what comes out with what is
// written beside it.
//
//   expected/<cluster>/…    the whole tree; a file may be executed when its artifact may be. The manifest is
//   not part of
//                           it: it holds the release's number and repeats what the tree shows.
//   expected.artifacts      which source line each line comes from, as --print=artifacts says, in a form that
//   does not
//                           move with line numbers
//   expected.model, .graph, .ast, .program
//                           what --print says, compared when the file is there (an empty one is filled by an
//                           update)
//
// A generated file whose text is the same in every tree stands once, in golden/same/, and is a link in the
// trees, so that a change of it is read once. HERDC_UPDATE=1 writes everything anew.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <iostream>

#include "compiler/base/text.h"
#include "compiler/diagnostics/render_text.h"
#include "compiler/driver/phases.h"
#include "tests/support/choices.h"
#include "tests/support/files.h"
#include "tests/support/unified_diff.h"

namespace herdc::testing {
namespace {

namespace fs = std::filesystem;
using Files = std::map<std::string, MemoryFileSystem::File>;

constexpr std::string_view entry = "cluster.herd";

class Golden {
 public:
  Golden(std::string repository, std::string directory)
      : directory_(std::move(directory)), same_(repository + "/tests/golden/same/") {}

  int run() {
    MemoryFileSystem project(read_tree(directory_, "expected"));
    Sink sink;
    const auto c = driver::compile({project, driver::standard_library(), std::string(entry),
                                    choices_of(read_file(directory_ + "/cluster.herd"))},
                                   driver::Phase::artifacts, sink);
    if (sink.has_errors()) {
      std::cout << diagnostics::render_text(sink.sorted(), c.sources, {});
      return 1;
    }
    compare_trees(c);
    compare_text("expected.artifacts", provenance(c), true);
    compare_text("expected.diagnostics", diagnostics::render_text(sink.sorted(), c.sources, {}),
                 !sink.sorted().empty());
    for (const auto phase :
         {driver::Phase::ast, driver::Phase::program, driver::Phase::model, driver::Phase::graph})
      compare_text("expected." + name_of(phase), driver::print(c, phase), false);
    if (!differs_) return 0;
    if (update_wanted()) {
      std::cout << fmt::format("rewritten: {}\n", directory_);
      return 0;
    }
    return 1;
  }

 private:
  static std::string name_of(driver::Phase phase) {
    for (const auto& name : driver::phase_names())
      if (driver::find_phase(name) == phase) return name;
    return "";
  }

  /// --print=artifacts without line numbers, so that a new line moves nothing: the place that most lines of a
  /// file come from, then each other line with its own. `*` on both sides: line n comes from line n.
  /// By its path in the one tree, or behind the name of one of several.
  static const artifact::Artifact& artifact_at(const driver::Compilation& c, const std::string& path) {
    if (c.parts.empty()) return c.tree.artifacts.at(path);
    const auto slash = path.find('/');
    for (const auto& part : c.parts)
      if (part.tree.name == path.substr(0, slash)) return part.tree.artifacts.at(path.substr(slash + 1));
    stop("no tree has " + path);
  }

  static std::string provenance(const driver::Compilation& c) {
    std::map<std::string, std::vector<std::string>> places;
    for (const auto& line : split_lines(driver::print(c, driver::Phase::artifacts))) {
      const auto arrow = line.find(" <- ");
      places[line.substr(0, line.find(':'))].push_back(line.substr(arrow + 4));
    }
    std::string text;
    for (const auto& [path, of_lines] : places)
      text += provenance(path, of_lines, split_lines(artifact_at(c, path).bytes));
    return text;
  }

  static std::string provenance(const std::string& path, const std::vector<std::string>& places,
                                const std::vector<std::string>& lines) {
    const auto source = places.front().substr(0, places.front().rfind(':'));
    std::map<std::string, std::size_t> uses;
    bool copied = places.size() > 1;
    for (std::size_t i = 0; i < places.size(); ++i) {
      ++uses[places[i]];
      copied = copied && places[i] == fmt::format("{}:{}", source, i + 1);
    }
    if (copied) return fmt::format("{}:* <- {}:*\n", path, source);
    const auto most = std::max_element(uses.begin(), uses.end(),
                                       [](const auto& l, const auto& r) { return l.second < r.second; });
    std::string text = fmt::format("{} <- {}\n", path, most->first);
    for (std::size_t i = 0; i < places.size(); ++i)
      if (places[i] != most->first) text += fmt::format("| {} <- {}\n", printable(lines[i]), places[i]);
    return text;
  }

  void compare_trees(const driver::Compilation& c) {
    auto expected = read_tree(directory_ + "/expected");
    for (const auto& output : driver::outputs(c)) compare_tree(output.tree, expected);
    for (const auto& [path, file] : expected) {
      differ(fmt::format("{} is not made any more\n", path));
      if (update_wanted()) fs::remove(directory_ + "/expected/" + path);
    }
  }

  /// Takes what it finds out of `expected`.
  void compare_tree(const artifact::Tree& tree, Files& expected) {
    for (const auto& [path, artifact] : tree.artifacts) {
      const auto below = tree.name + "/" + path;
      const auto found = expected.find(below);
      if (found == expected.end()) {
        differ(fmt::format("{} is new\n", below));
      } else {
        if (found->second.bytes != artifact.bytes)
          differ(unified_diff(found->second.bytes, artifact.bytes, "expected/" + below));
        if (found->second.executable != artifact.executable)
          differ(fmt::format("{} may {}be executed\n", below, artifact.executable ? "" : "not "));
        expected.erase(found);
      }
      if (update_wanted()) write(fmt::format("{}/expected/{}", directory_, below), path, artifact);
    }
  }

  void write(const std::string& target, const std::string& path, const artifact::Artifact& artifact) {
    const auto shared = same_ + path;
    if (!fs::exists(shared)) return write_file(target, artifact.bytes, artifact.executable);
    if (read_file(shared) != artifact.bytes) write_file(shared, artifact.bytes, artifact.executable);
    if (fs::is_symlink(target)) return;
    fs::remove(target);
    fs::create_directories(fs::path(target).parent_path());
    fs::create_symlink(fs::relative(shared, fs::path(target).parent_path()), target);
  }

  void compare_text(const std::string& name, const std::string& now, bool always) {
    const auto path = directory_ + "/" + name;
    const bool exists = fs::exists(path);
    if (!exists && !always) return;
    const auto expected = exists ? read_file(path) : "";
    if (expected != now || !exists) {
      differ(unified_diff(expected, now, name));
      if (update_wanted()) write_file(path, now);
    }
  }

  void differ(const std::string& report) {
    differs_ = true;
    if (!update_wanted()) std::cout << report;
  }

  std::string directory_;
  std::string same_;
  bool differs_ = false;
};

}  // namespace
}  // namespace herdc::testing

int main(int argc, char** argv) {
  if (argc != 3) herdc::testing::stop("usage: golden_case REPOSITORY DIRECTORY");
  const int code = herdc::testing::Golden(argv[1], argv[2]).run();
  if (code != 0) std::cout << herdc::testing::how_to_go_on(argv);
  return code;
}
