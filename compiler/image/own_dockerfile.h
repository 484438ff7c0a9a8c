#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "compiler/artifact/lines.h"
#include "compiler/diagnostics/sink.h"
#include "compiler/source/source_map.h"

namespace herdc::image {

/// The reference that stands for a declared base or image in FROM; nothing for a name that is not declared.
using Lookup = std::function<std::optional<std::string>(const std::string& name)>;

/// The bytes of the files of a build context, by their path in it.
using ContextFiles = std::map<std::string, std::string_view>;

/// The registry in a reference: "docker.io" where it names none.
std::string registry_of(std::string_view reference);

/// What a Dockerfile of the user's own stands in.
struct Surroundings {
  Span image;  ///< the place of the image that names it
  std::string name;
  ContextFiles context;
  std::set<std::string> registries;  ///< that the project names
  Lookup lookup;
};

/// Holds a Dockerfile of the user's own against the rule that every image ends in a Dockerfile of this
/// project or in a digest: what it takes from outside is `scratch`, an earlier stage, `name@sha256:…` or a
/// declared name, which is replaced; and no archive is unpacked. Every line comes from its line in `file`.
artifact::Lines own_dockerfile(const SourceMap& sources, FileId file, const Surroundings& surroundings,
                               Sink& sink);

}  // namespace herdc::image
