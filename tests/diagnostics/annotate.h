#pragma once

#include <map>
#include <string>
#include <string_view>

#include "compiler/diagnostics/sink.h"

/// Diagnostics as comments beside the places that they are about:
///
///     memory = 2GB
///     #         ^^ error[HERD1025]: `GB` is not a unit
///     #   label: …            what stands under the carets
///     #   note: 4:3: …        line and column in this file, or `other.herd:4:3`; `std:…` without a line
///     #   help: …
///
/// A place in column 2 is marked `#^^`, one in column 1 `#<^^`. What has no line of its own to stand under is
/// written at the end of the entry file: `# herd.lock:1:1: error[…]` or `# no place: error[…]`.
namespace herdc::testing {

/// The text without annotations: what is compiled.
std::string without_annotations(std::string_view text);

/// Every file with the annotations that these diagnostics make. `texts` are the files without annotations;
/// only those whose name can hold a comment in this form (*.herd, Dockerfile) get any.
std::map<std::string, std::string> annotated(const std::map<std::string, std::string>& texts,
                                             const std::string& entry,
                                             const std::vector<diagnostics::Diagnostic>& list,
                                             const SourceMap& sources);

}  // namespace herdc::testing
