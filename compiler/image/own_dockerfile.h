#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "compiler/artifact/lines.h"
#include "compiler/diagnostics/sink.h"
#include "compiler/dockerfile/downloads.h"
#include "compiler/source/source_map.h"

namespace herdc::image {

/// The reference that stands for a declared base or image in FROM; nothing for a name that is not declared.
using Lookup = std::function<std::optional<std::string>(const std::string& name)>;

/// The bytes of the files of a build context, by their path in it.
using ContextFiles = std::map<std::string, std::string_view>;

/// Holds a Dockerfile of the user's own against the rule that every image ends in a Dockerfile of this
/// project or in a digest: what it takes from outside is `scratch`, an earlier stage, `name@sha256:…` or a
/// declared name, which is replaced; and what begins with `scratch` is not unpacked from an archive.
/// Every line comes from its line in `file`; `image` is the place of the image that names it.
artifact::Lines own_dockerfile(const SourceMap& sources, FileId file, Span image, const ContextFiles& context,
                               const Lookup& lookup, Sink& sink);

/// For what RUN does, in a Dockerfile of the user's own and in a `run` step alike.
diagnostics::Diagnostic& report_download(const dockerfile::Download& download, Span span, Sink& sink);

}  // namespace herdc::image
