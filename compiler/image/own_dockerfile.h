#pragma once

#include <functional>
#include <optional>
#include <string>

#include "compiler/artifact/lines.h"
#include "compiler/diagnostics/sink.h"
#include "compiler/source/source_map.h"

namespace herdc::image {

/// The reference that stands for a declared base or image in FROM; nothing for a name that is not declared.
using Lookup = std::function<std::optional<std::string>(const std::string& name)>;

/// Holds a Dockerfile of the user's own against the rule that every image ends in a Dockerfile of this
/// project or in a digest: what it takes from outside is `scratch`, an earlier stage, `name@sha256:…` or a
/// declared name, which is replaced. Every line comes from its line in `file`.
artifact::Lines own_dockerfile(const SourceMap& sources, FileId file, const Lookup& lookup, Sink& sink);

}  // namespace herdc::image
