// annotated_case REPOSITORY CASE: compiles CASE (a .herd file, or a directory with a cluster.herd) without
// its annotations, and compares what it reports with them. A CASE named HERDnnnn… must report that code.
#include <fmt/format.h>

#include <filesystem>
#include <iostream>

#include "compiler/diagnostics/render_text.h"
#include "compiler/driver/phases.h"
#include "tests/diagnostics/annotate.h"
#include "tests/support/choices.h"
#include "tests/support/files.h"
#include "tests/support/unified_diff.h"

namespace herdc::testing {
namespace {

constexpr std::string_view entry = "cluster.herd";

/// The files of a case by their path in the project, as they are on disk.
struct Case {
  std::string path;
  std::map<std::string, MemoryFileSystem::File> files;

  std::string path_of(const std::string& file) const { return is_directory(path) ? path + "/" + file : path; }
};

Case read_case(const std::string& repository, const std::string& path) {
  Case read{path, {}};
  if (is_directory(path)) {
    read.files = read_tree(path);
  } else {
    read.files[std::string(entry)] = {read_file(path), false};
  }
  read.files.try_emplace(std::string(driver::lock_file),
                         MemoryFileSystem::File{standard_lock(repository), false});
  return read;
}

bool reports_its_code(const Case& the_case, const std::vector<diagnostics::Diagnostic>& list) {
  const auto name = std::filesystem::path(the_case.path).filename().string();
  const auto code = diagnostics::find_code(name.substr(0, 8));
  if (!code) return true;
  for (const auto& d : list)
    if (d.code.number == code->number) return true;
  std::cout << fmt::format("{} does not report {}\n", name, name.substr(0, 8));
  return false;
}

/// A first line `# today: 2027-01-02` gives the day.
std::string today_of(const std::string& text) {
  constexpr std::string_view word = "# today: ";
  return text.starts_with(word) ? text.substr(word.size(), std::string_view("2027-01-02").size()) : "";
}

int check(const std::string& repository, const std::string& path) {
  const auto the_case = read_case(repository, path);
  MemoryFileSystem project;
  std::map<std::string, std::string> texts;
  for (const auto& [name, file] : the_case.files) {
    texts[name] = without_annotations(file.bytes);
    project.add(name, texts[name], file.executable);
  }
  Sink sink;
  sink.set_today(today_of(texts.at(std::string(entry))));
  const auto compilation = driver::compile(
      {project, driver::standard_library(), std::string(entry), choices_of(texts[std::string(entry)])},
      driver::Phase::artifacts, sink);
  const auto list = sink.sorted();
  const auto now = annotated(texts, std::string(entry), list, compilation.sources);

  std::string difference;
  for (const auto& [name, text] : now)
    if (text != the_case.files.at(name).bytes) {
      difference += unified_diff(the_case.files.at(name).bytes, text, the_case.path_of(name));
      if (update_wanted()) write_file(the_case.path_of(name), text, the_case.files.at(name).executable);
    }
  bool good = reports_its_code(the_case, list);
  if (!difference.empty() && update_wanted()) std::cout << fmt::format("rewritten: {}\n", path);
  if (!difference.empty() && !update_wanted()) {
    good = false;
    std::cout << difference << "\nherdc says:\n\n" << diagnostics::render_text(list, compilation.sources, {});
  }
  return good ? 0 : 1;
}

}  // namespace
}  // namespace herdc::testing

int main(int argc, char** argv) {
  if (argc != 3) herdc::testing::stop("usage: annotated_case REPOSITORY CASE");
  const int code = herdc::testing::check(argv[1], argv[2]);
  if (code != 0) std::cout << herdc::testing::how_to_go_on(argv);
  return code;
}
