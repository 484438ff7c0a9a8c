#include "compiler/base/memory_file_system.h"

#include <fmt/format.h>

#include <set>

namespace herdc {
namespace {

std::string as_prefix(const std::string& directory) {
  return directory.empty() ? "" : directory + "/";
}

}  // namespace

FileStatus MemoryFileSystem::status(const std::string& path) const {
  if (const auto file = files_.find(path); file != files_.end())
    return {FileKind::regular, file->second.executable, file->second.bytes.size()};
  const auto prefix = as_prefix(path);
  const auto below = files_.lower_bound(prefix);
  const bool is_directory = below != files_.end() && below->first.starts_with(prefix);
  return {is_directory ? FileKind::directory : FileKind::missing, false, 0};
}

Result<std::string> MemoryFileSystem::read(const std::string& path, std::uint64_t max_bytes) const {
  const auto file = files_.find(path);
  if (file == files_.end()) return Failure{fmt::format("cannot read `{}`: no such file", path)};
  if (file->second.bytes.size() > max_bytes)
    return Failure{fmt::format("cannot read `{}`: it is larger than {} bytes", path, max_bytes)};
  return file->second.bytes;
}

Result<std::vector<std::string>> MemoryFileSystem::list(const std::string& path) const {
  std::set<std::string> names;
  const auto prefix = as_prefix(path);
  for (auto file = files_.lower_bound(prefix); file != files_.end() && file->first.starts_with(prefix);
       ++file)
    names.insert(file->first.substr(prefix.size(), file->first.find('/', prefix.size()) - prefix.size()));
  if (names.empty()) return Failure{fmt::format("cannot list `{}`: no such directory", path)};
  return std::vector<std::string>(names.begin(), names.end());
}

}  // namespace herdc
