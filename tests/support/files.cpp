#include "tests/support/files.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>

#include "compiler/base/json.h"
#include "compiler/base/text.h"

namespace herdc::testing {

namespace fs = std::filesystem;

void stop(const std::string& why) {
  std::cerr << why << "\n";
  std::exit(2);
}

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) stop(fmt::format("cannot read {}", path));
  std::ostringstream bytes;
  bytes << file.rdbuf();
  return bytes.str();
}

void write_file(const std::string& path, std::string_view bytes, bool executable) {
  const fs::path target(path);
  if (target.has_parent_path()) fs::create_directories(target.parent_path());
  const auto temporary = fmt::format("{}.new-{}", path, ::getpid());
  std::ofstream file(temporary, std::ios::binary);
  file << bytes;
  file.close();
  if (!file) stop(fmt::format("cannot write {}", temporary));
  fs::permissions(temporary, static_cast<fs::perms>(executable ? 0755 : 0644));
  fs::rename(temporary, path);
}

bool is_directory(const std::string& path) {
  return fs::is_directory(path);
}

std::map<std::string, MemoryFileSystem::File> read_tree(const std::string& directory,
                                                        const std::string& except) {
  std::map<std::string, MemoryFileSystem::File> files;
  if (!fs::is_directory(directory)) return files;
  for (const auto& entry : fs::recursive_directory_iterator(directory)) {
    const auto path = entry.path().lexically_relative(directory).generic_string();
    if (!entry.is_regular_file() || (!except.empty() && path.starts_with(except + "/"))) continue;
    const auto mode = entry.status().permissions();
    files[path] = {read_file(entry.path()), (mode & fs::perms::owner_exec) != fs::perms::none};
  }
  return files;
}

bool update_wanted() {
  const char* value = std::getenv("HERDC_UPDATE");
  return value != nullptr && std::string_view(value) == "1";
}

std::string how_to_go_on(char** argv) {
  std::vector<std::string> words;
  for (; *argv != nullptr; ++argv) words.emplace_back(*argv);
  const auto command = join(words, " ");
  return fmt::format("\nto run it again: {0}\nto accept:       HERDC_UPDATE=1 {0}, then read git diff\n",
                     command);
}

std::vector<std::string> split_lines(std::string_view text) {
  if (text.empty()) return {};
  if (text.ends_with('\n')) text.remove_suffix(1);
  return split(text, "\n");
}

std::string standard_lock(const std::string& repository) {
  const auto lock = json::parse(read_file(repository + "/examples/factual/herd.lock"));
  if (!lock) stop("cannot understand examples/factual/herd.lock");
  const auto* bases = lock->member("bases");
  if (bases == nullptr) stop("examples/factual/herd.lock pins no base");
  return json::write(json::Value::Object{{"bases", *bases}, {"version", 1}});
}

}  // namespace herdc::testing
