#include "compiler/output/paths.h"

#include <algorithm>

#include "compiler/base/text.h"

namespace herdc::output {

std::string parent_of(std::string_view path) {
  const auto slash = path.rfind('/');
  return slash == std::string_view::npos ? "" : std::string(path.substr(0, slash));
}

std::string leaf_of(std::string_view path) {
  return std::string(path.substr(path.rfind('/') + 1));
}

std::string joined(std::string_view directory, std::string_view name) {
  if (directory.empty() || name.empty()) return std::string(directory) + std::string(name);
  return std::string(directory) + "/" + std::string(name);
}

std::set<std::string> directories_above(std::string_view path) {
  std::set<std::string> directories;
  for (auto slash = path.find('/'); slash != std::string_view::npos; slash = path.find('/', slash + 1))
    directories.emplace(path.substr(0, slash));
  return directories;
}

bool is_stage_name(std::string_view name) {
  constexpr std::string_view prefix = ".herdc-";
  if (!name.starts_with(prefix) || name.size() != prefix.size() + 6) return false;
  const auto random = name.substr(prefix.size());
  return std::all_of(random.begin(), random.end(), [](char c) { return is_letter(c) || is_digit(c); });
}

}  // namespace herdc::output
