// mistake_case REPOSITORY FILE: one mistake typed into mistakes/cluster.herd, and all that its author reads.
//
// FILE begins with the edit, lines marked `-` that stand exactly once in the cluster and `+` lines in their
// place (several such groups are applied in turn); after an empty line comes what herdc prints. One mistake
// must give one diagnostic.
#include <fmt/format.h>

#include <filesystem>
#include <iostream>

#include "compiler/base/text.h"
#include "compiler/diagnostics/render_text.h"
#include "compiler/driver/phases.h"
#include "tests/support/files.h"
#include "tests/support/unified_diff.h"

namespace herdc::testing {
namespace {

constexpr std::string_view entry = "cluster.herd";

struct Edit {
  std::string before;
  std::string after;
};

struct Mistake {
  std::vector<Edit> edits;
  std::string head;      ///< the edit as it is written in the file
  std::string expected;  ///< what herdc prints
};

Mistake parse_mistake(const std::string& text) {
  Mistake mistake;
  const auto end = text.find("\n\n");
  mistake.head = end == std::string::npos ? text : text.substr(0, end + 1);
  mistake.expected = end == std::string::npos ? "" : text.substr(end + 2);
  char last = '+';
  for (const auto& line : split_lines(mistake.head)) {
    if (line.empty() || (line[0] != '-' && line[0] != '+'))
      stop(fmt::format("this line of the edit begins with neither - nor +: {}", line));
    if (mistake.edits.empty() || (line[0] == '-' && last == '+')) mistake.edits.emplace_back();
    (line[0] == '-' ? mistake.edits.back().before : mistake.edits.back().after) += line.substr(1) + "\n";
    last = line[0];
  }
  return mistake;
}

std::string applied(std::string text, const std::vector<Edit>& edits) {
  text.insert(0, "\n");
  for (const auto& [before, after] : edits) {
    const auto at = text.find("\n" + before);
    if (at == std::string::npos || text.find("\n" + before, at + 1) != std::string::npos)
      stop(fmt::format("these lines do not stand exactly once in mistakes/cluster.herd:\n{}", before));
    text.replace(at + 1, before.size(), after);
  }
  return text.substr(1);
}

int check(const std::string& repository, const std::string& path) {
  const auto text = read_file(path);
  const auto mistake = parse_mistake(text);
  const auto directory = std::filesystem::path(path).parent_path().string();
  MemoryFileSystem project;
  project.add(std::string(entry), applied(read_file(directory + "/" + std::string(entry)), mistake.edits));
  project.add("files/greet.sh", "#!/bin/sh\necho hello\n", true);
  project.add(std::string(driver::lock_file), standard_lock(repository));
  Sink sink;
  const auto compilation = driver::compile({project, driver::standard_library(), std::string(entry)},
                                           driver::Phase::artifacts, sink);
  const auto list = sink.sorted();
  std::string now;
  for (const auto& d : list) now += diagnostics::render_text(d, compilation.sources, {});
  if (update_wanted()) {
    write_file(path, mistake.head + "\n" + now);
  } else if (now != mistake.expected) {
    std::cout << unified_diff(mistake.expected, now, path);
    return 1;
  }
  if (list.size() == 1) return 0;
  std::cout << fmt::format("one mistake must give one message, and here are {}\n", list.size());
  return 1;
}

}  // namespace
}  // namespace herdc::testing

int main(int argc, char** argv) {
  if (argc != 3) herdc::testing::stop("usage: mistake_case REPOSITORY FILE");
  const int code = herdc::testing::check(argv[1], argv[2]);
  if (code != 0) std::cout << herdc::testing::how_to_go_on(argv);
  return code;
}
