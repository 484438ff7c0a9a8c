#pragma once

#include <map>
#include <string>
#include <string_view>

#include "compiler/artifact/tree.h"
#include "compiler/diagnostics/sink.h"
#include "compiler/output/manifest.h"

namespace herdc::output {

struct NewFile {
  std::string_view bytes;  ///< of the artifact, or of Content::manifest_text
  bool executable = false;
  Span origin;  ///< the main source place of its first line

  unsigned mode() const { return executable ? 0755 : 0644; }
};

/// Everything that a tree shall consist of, the manifest included. Refers to the artifacts.
struct Content {
  Content() = default;
  Content(const Content&) = delete;
  Content& operator=(const Content&) = delete;

  std::string manifest_text;
  std::map<std::string, NewFile> files;
};

/// A file whose path cannot be, or that cannot stand beside another one, is a diagnostic. Touches no disk.
void validate(const artifact::Tree& tree, Sink& sink);

void fill(Content& content, const artifact::Tree& tree, const ManifestFacts& facts);

}  // namespace herdc::output
