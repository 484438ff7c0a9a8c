#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/artifact/tree.h"
#include "compiler/diagnostics/sink.h"
#include "compiler/graph/dependency_graph.h"
#include "compiler/model/model.h"

/// What every backend needs to know of images: their build contexts and their names. (docker writes the
/// contexts out; Marathon will name the same references.)
namespace herdc::image {

/// First comment of every generated file. In a Dockerfile it is the first line, so that no text of anybody
/// else can be taken for a directive.
inline constexpr std::string_view banner =
    "# Made by herdc: an edit here stops the next build. Change the source instead.";

/// What docker takes for the Dockerfile of a context unless it is told otherwise.
inline constexpr std::string_view usual_dockerfile = "Dockerfile";

struct Context {
  std::vector<artifact::Artifact>
      files;              ///< Dockerfile first, then the context; paths relative to images/<name>/
  std::string digest;     ///< 64 hex digits over path, mode and bytes of every file
  std::string reference;  ///< "registry/name:<first 32 digits>"

  /// Its path in the context: `Dockerfile`, or the name that the user's own has.
  const std::string& dockerfile() const { return files.front().path; }
};

/// Contexts by image; references of images and bases ("docker.io/library/debian@sha256:…") alike.
struct Contexts {
  std::map<model::DeclId, Context> contexts;
  std::map<model::DeclId, std::string> references;
};

/// Renders each image's Dockerfile and context in build order (a child's FROM names its parent's content),
/// and holds the Dockerfile-only rule against Dockerfiles of the user's own.
Contexts build_contexts(const model::Model& model, const graph::DependencyGraph& graph,
                        const SourceMap& sources, Sink& sink);

/// What `build_contexts` would report of the sound images, where errors elsewhere keep it from being run.
void check(const model::Model& model, const SourceMap& sources, Sink& sink);

}  // namespace herdc::image
