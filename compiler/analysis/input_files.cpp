#include <fmt/format.h>

#include "compiler/analysis/evaluator.h"
#include "compiler/base/text.h"

namespace herdc::analysis {
namespace {

constexpr std::uint64_t max_input_bytes = 64u << 20;
constexpr std::size_t max_input_files = 10'000;
constexpr std::string_view standard_prefix = "std:";

std::string parent_of(const std::string& path) {
  const auto slash = path.rfind('/');
  return slash == std::string::npos ? "" : path.substr(0, slash);
}

/// Relative to the directory of `file`; nothing when it leaves the project.
std::optional<std::string> resolve(const std::string& file, const std::string& path) {
  if (path.empty() || path.starts_with('/')) return std::nullopt;
  std::vector<std::string> parts;
  for (const auto& part : split(parent_of(file) + "/" + path, "/")) {
    if (part.empty() || part == ".") continue;
    if (part != "..")
      parts.push_back(part);
    else if (parts.empty())
      return std::nullopt;
    else
      parts.pop_back();
  }
  return join(parts, "/");
}

/// Regular files below `path`, depth first, sorted by path; a reason when something else is among them.
std::optional<std::string> collect(const ReadFiles& files, const std::string& path,
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
    if (auto problem = collect(files, path.empty() ? name : path + "/" + name, found)) return problem;
  return std::nullopt;
}

constexpr std::string_view leaves_project =
    "a path is relative to the file that names it, and stays in the project";

bool is_standard(const Frame& frame) {
  return frame.home != nullptr && frame.home->is_standard();
}

/// The source's own path, in the project or in the standard library.
std::string file_of(const SourceMap& sources, Span place, bool standard) {
  const auto& path = sources[place.file].path;
  return standard && path.starts_with(standard_prefix) ? path.substr(standard_prefix.size()) : path;
}

}  // namespace

Result<model::InputFileId> Evaluator::beside_source(const std::string& path, Span place, const Frame& frame) {
  const bool standard = is_standard(frame);
  const auto& files = standard ? standard_ : project_;
  const auto target = resolve(file_of(sources_, place, standard), path);
  if (!target) return Failure{std::string(leaves_project)};
  std::vector<std::string> found;
  if (files.status(*target).kind == FileKind::directory) return Failure{"it is a directory"};
  if (const auto problem = collect(files, *target, found)) return Failure{*problem};
  return input_file(files, *target, standard);
}

/// A file or directory beside the source that names it; of a Dockerfile everything in its directory, which is
/// the build context.
Maybe Evaluator::input_files(const std::string& path, schema::Scalar scalar, Span place, const Frame& frame) {
  const auto refuse = [&](std::string_view why) -> Maybe {
    report(frame, catalog::missing_input, place, path, why);
    return std::nullopt;
  };
  const bool standard = is_standard(frame);
  const auto& files = standard ? standard_ : project_;
  const auto target = resolve(file_of(sources_, place, standard), path);
  if (!target) return refuse(leaves_project);
  const bool dockerfile = scalar == schema::Scalar::dockerfile;
  const auto kind = files.status(*target).kind;
  if (dockerfile && kind == FileKind::directory)
    return refuse("name the Dockerfile itself, not its directory");
  if (dockerfile && kind == FileKind::regular && parent_of(*target).empty() && !standard)
    return refuse(
        "the Dockerfile's directory is the build context, and this one is the whole project; move it into a "
        "directory of its own");
  std::vector<std::string> found;
  if (const auto problem = collect(files, *target, found)) return refuse(*problem);
  if (dockerfile) {
    found.clear();
    if (const auto problem = collect(files, parent_of(*target), found)) return refuse(*problem);
  }
  model::Files result{(standard ? std::string(standard_prefix) : "") + *target, {}};
  for (const auto& name : found) {
    const auto id = input_file(files, name, standard);
    if (!id) return refuse(id.failure().message);
    result.files.push_back(*id);
  }
  return model::make_shared_value(std::move(result), place);
}

Result<model::InputFileId> Evaluator::input_file(const ReadFiles& files, const std::string& path,
                                                 bool standard) {
  const auto name = (standard ? std::string(standard_prefix) : "") + path;
  if (const auto known = files_by_path_.find(name); known != files_by_path_.end()) return known->second;
  auto bytes = files.read(path, max_input_bytes);
  if (!bytes) return bytes.failure();
  const auto source = sources_.add(name, *bytes);
  const auto id = files_.push({name, std::move(*bytes), files.status(path).executable, source});
  files_by_path_[name] = id;
  return id;
}

}  // namespace herdc::analysis
