#include "compiler/analysis/file_trees.h"

#include <fmt/format.h>

#include "compiler/base/text.h"

namespace herdc::analysis {

std::string parent_of(const std::string& path) {
  const auto slash = path.rfind('/');
  return slash == std::string::npos ? "" : path.substr(0, slash);
}

std::optional<std::string> beside(const std::string& file, std::string_view path) {
  if (path.empty() || path.starts_with('/')) return std::nullopt;
  std::vector<std::string> parts;
  for (auto& part : split(fmt::format("{}/{}", parent_of(file), path), "/")) {
    if (part.empty() || part == ".") continue;
    if (part != "..")
      parts.push_back(std::move(part));
    else if (parts.empty())
      return std::nullopt;
    else
      parts.pop_back();
  }
  return join(parts, "/");
}

std::optional<std::string> collect_files(const ReadFiles& files, const std::string& path,
                                         std::vector<std::string>& found) {
  const auto status = files.status(path);
  if (found.size() > max_input_files) return fmt::format("it holds more than {} files", max_input_files);
  if (status.kind == FileKind::regular) return found.push_back(path), std::nullopt;
  if (status.kind == FileKind::symlink)
    return fmt::format("`{}` is a symbolic link, which may lead anywhere", path);
  if (status.kind == FileKind::missing) return fmt::format("there is no file `{}`", path);
  if (status.kind == FileKind::other) return fmt::format("`{}` is neither a file nor a directory", path);
  const auto names = files.list(path);
  if (!names) return names.failure().message;
  for (const auto& name : *names)
    if (auto problem = collect_files(files, path.empty() ? name : path + "/" + name, found)) return problem;
  return std::nullopt;
}

}  // namespace herdc::analysis
