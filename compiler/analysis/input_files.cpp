#include <fmt/format.h>

#include "compiler/analysis/evaluator.h"
#include "compiler/analysis/file_trees.h"
#include "compiler/base/text.h"

namespace herdc::analysis {
namespace {

constexpr std::string_view standard_prefix = "std:";

constexpr std::string_view leaves_project =
    "a path is relative to the file that names it, and stays in the project";
constexpr std::string_view leaves_package = "what a package names lies in it, so that herd.lock knows of it";

bool is_standard(const Frame& frame) {
  return frame.home != nullptr && frame.home->is_standard();
}

/// The source's own path, in the project or in the standard library.
std::string file_of(const SourceMap& sources, Span place, bool standard) {
  const auto& path = sources[place.file].path;
  return standard && path.starts_with(standard_prefix) ? path.substr(standard_prefix.size()) : path;
}

/// Why `path` is not for what stands in `home`.
std::optional<std::string> refusal(const std::optional<std::string>& path, const Frame& frame) {
  if (!path) return std::string(leaves_project);
  if (frame.home == nullptr || frame.home->root.empty()) return std::nullopt;
  if (path->starts_with(frame.home->root + "/")) return std::nullopt;
  return std::string(leaves_package);
}

}  // namespace

Result<model::InputFileId> Evaluator::beside_source(const std::string& path, Span place, const Frame& frame) {
  const bool standard = is_standard(frame);
  const auto& files = standard ? standard_ : project_;
  const auto target = beside(file_of(sources_, place, standard), path);
  if (auto problem = refusal(target, frame)) return Failure{*problem};
  std::vector<std::string> found;
  if (files.status(*target).kind == FileKind::directory) return Failure{"it is a directory"};
  if (const auto problem = collect_files(files, *target, found)) return Failure{*problem};
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
  const auto target = beside(file_of(sources_, place, standard), path);
  if (const auto problem = refusal(target, frame)) return refuse(*problem);
  const bool dockerfile = scalar == schema::Scalar::dockerfile;
  const auto kind = files.status(*target).kind;
  if (dockerfile && kind == FileKind::directory)
    return refuse("name the Dockerfile itself, not its directory");
  if (dockerfile && kind == FileKind::regular && parent_of(*target).empty() && !standard)
    return refuse(
        "the Dockerfile's directory is the build context, and this one is the whole project; move it into a "
        "directory of its own");
  std::vector<std::string> found;
  if (const auto problem = collect_files(files, *target, found)) return refuse(*problem);
  if (dockerfile) {
    found.clear();
    if (const auto problem = collect_files(files, parent_of(*target), found)) return refuse(*problem);
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
