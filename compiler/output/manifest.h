#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "compiler/base/text.h"
#include "compiler/diagnostics/sink.h"
#include "compiler/output/directory.h"

namespace herdc::output {

/// What the rest of the compiler wants written down beside the files.
struct ManifestFacts {
  std::string herdc_version;
  std::map<std::string, std::string> inputs;  ///< sha256 of every source that was read, by path
  /// Numbers of the hosts (`host.ordinal`), by service and host.
  std::map<std::string, std::map<std::string, std::int64_t, NaturalLess>> ordinals;
};

struct FileFacts {
  bool executable = false;  ///< mode 0755; else 0644
  std::uint64_t size = 0;
  std::string sha256;
  std::string owner;  ///< "service zookeeper"

  bool operator==(const FileFacts&) const = default;
};

/// `herd.manifest.json`: what herdc wrote into a tree, so that the next build knows its own files. It does
/// not list itself. No clock and no name of a machine goes in: equal input gives equal bytes.
struct Manifest {
  ManifestFacts facts;
  std::map<std::string, FileFacts> files;  ///< by path
};

std::string render(const Manifest& manifest);

/// Nothing in `text` is believed: a path that could not have been written by herdc, a digest that is none, a
/// format of a later herdc is a diagnostic and no manifest. `shown` is its path in messages.
std::optional<Manifest> parse_manifest(std::string_view text, const std::string& shown, Sink& sink);

/// Of an open tree. No file of that name: an empty manifest (nothing in the tree is herdc's). A file that
/// cannot be a manifest: a diagnostic, and nothing.
Result<std::optional<Manifest>> read_manifest(const Directory& tree, Sink& sink);

/// Of `<output_directory>/<tree_name>`; an absent tree or file is nothing, without a diagnostic.
Result<std::optional<Manifest>> read_manifest(const std::string& output_directory,
                                              const std::string& tree_name, Sink& sink);

}  // namespace herdc::output
