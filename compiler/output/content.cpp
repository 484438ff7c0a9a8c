#include "compiler/output/content.h"

#include <fmt/format.h>

#include "compiler/base/hash.h"
#include "compiler/output/paths.h"

namespace herdc::output {
namespace {

Span origin_of(const artifact::Artifact& artifact) {
  return artifact.origins.empty() || artifact.origins.front().empty() ? Span{}
                                                                      : artifact.origins.front().front();
}

/// What herdc keeps for itself in every directory, beside the general rules.
std::string problem_of(const std::string& path) {
  if (auto problem = artifact::path_problem(path); !problem.empty()) return problem;
  for (const auto& component : split(path, "/"))
    if (component.starts_with(".herdc-")) return fmt::format("names such as `{}` are herdc's own", component);
  return "";
}

FileFacts facts_of(const artifact::Artifact& artifact) {
  return {artifact.executable, artifact.bytes.size(), sha256(artifact.bytes), artifact.owner};
}

}  // namespace

void validate(const artifact::Tree& tree, Sink& sink) {
  const auto name_problem =
      tree.name.find('/') == std::string::npos ? problem_of(tree.name) : "it has a slash";
  if (!name_problem.empty()) sink.report(catalog::output_path, {}, tree.name, name_problem);
  for (const auto& [path, artifact] : tree.artifacts)
    if (const auto problem = problem_of(path); !problem.empty())
      sink.report(catalog::output_path, origin_of(artifact), path, problem);
  const auto manifest = tree.artifacts.find(std::string(manifest_name));
  if (manifest != tree.artifacts.end())
    sink.report(catalog::output_path, origin_of(manifest->second), manifest_name,
                "it is herdc's own manifest");
  artifact::Tree names;
  names.artifacts[std::string(manifest_name)];
  for (const auto& [path, artifact] : tree.artifacts) names.artifacts[path];
  for (const auto& sentence : artifact::collisions(names))
    sink.report(catalog::output_collision, {}, sentence);
}

void fill(Content& content, const artifact::Tree& tree, const ManifestFacts& facts) {
  Manifest manifest{facts, {}};
  for (const auto& [path, artifact] : tree.artifacts) {
    manifest.files[path] = facts_of(artifact);
    content.files[path] = {artifact.bytes, artifact.executable, origin_of(artifact)};
  }
  content.manifest_text = render(manifest);
  content.files[std::string(manifest_name)] = {content.manifest_text, false, {}};
}

}  // namespace herdc::output
