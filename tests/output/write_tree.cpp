// Writes one of two known trees, for the tests that break the disk under it:
//
//   write_tree OUTPUT one|two|edit [FILES] [--plan] [--impatient]
//
// `one` and `two` differ in every way that trees can differ; `edit` is `one` with another last file. FILES
// adds that many files that are alike in all three. Exit codes are those of herdc.
#include <fmt/format.h>

#include <cstdlib>
#include <iostream>
#include <set>
#include <string_view>

#include "compiler/diagnostics/render_text.h"
#include "compiler/output/write.h"

namespace {

using herdc::artifact::Tree;

void add(Tree& tree, std::string path, std::string bytes, bool executable = false) {
  auto& artifact = tree.artifacts[path];
  artifact.path = std::move(path);
  artifact.owner = "service zookeeper";
  artifact.executable = executable;
  artifact.bytes = std::move(bytes);
}

Tree make_tree(std::string_view version, int files) {
  Tree tree;
  tree.name = "factual";
  const bool two = version == "two";
  add(tree, "core/lib.sh", "# shared\n");
  add(tree, "core/zookeeper.sh", two ? "echo two\n" : "echo one\n", true);
  add(tree, "images/zookeeper/Dockerfile", two ? std::string(30000, '2') : "FROM scratch\n");
  add(tree, "images/build.sh", "docker build\n", two);
  add(tree, two ? "slaves/pool/ip/address" : "slaves/pool/ip", "10.0.0.1\n");
  add(tree, two ? "marathon" : "marathon/web.json", "{}\n");
  if (two) add(tree, "haproxy/web.cfg", "defaults\n");
  if (!two) add(tree, "old/only.sh", "echo old\n", true);
  for (int i = 0; i < files; ++i)
    add(tree, fmt::format("many/{:02}/file-{:05}", i % 100, i),
        fmt::format("file {}\n{}\n", i, std::string(1500, 'x')));
  if (version == "edit") add(tree, "zz-last", "edited\n");
  return tree;
}

void print(std::string_view title, const std::vector<std::string>& paths) {
  for (const auto& path : paths) std::cout << title << ' ' << path << '\n';
}

void print(const herdc::output::Report& report, bool everything) {
  std::cout << "method " << report.method << '\n';
  if (!report.reason.empty()) std::cout << "reason " << report.reason << '\n';
  if (!everything) return;
  print("added", report.changes.added);
  print("changed", report.changes.changed);
  print("mode", report.changes.modes);
  print("removed", report.changes.removed);
  print("unchanged", report.changes.unchanged);
  print("foreign", report.changes.foreign);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) return 2;
  int files = 0;
  std::set<std::string_view> flags;
  for (int i = 3; i < argc; ++i) {
    const std::string_view argument = argv[i];
    if (argument.starts_with("--"))
      flags.insert(argument);
    else
      files = std::atoi(argv[i]);
  }
  const herdc::output::ManifestFacts facts{
      "0.1.0", {{"cluster.herd", std::string(64, '0')}}, {{"zookeeper", {{"factual01", 1}}}}};
  const auto tree = make_tree(argv[2], files);
  herdc::Sink sink;
  const herdc::output::LockWait wait{flags.contains("--impatient") ? 2 : 300, 50};
  const auto report = flags.contains("--plan") ? herdc::output::plan_tree(tree, facts, argv[1], sink, wait)
                                               : herdc::output::write_tree(tree, facts, argv[1], sink, wait);
  std::cerr << herdc::diagnostics::render_text(sink.sorted(), herdc::SourceMap{}, {});
  if (!report) {
    std::cerr << "error: " << report.failure().message << '\n';
    return 2;
  }
  print(*report, files == 0);
  return sink.has_errors() ? 1 : 0;
}
