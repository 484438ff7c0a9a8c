#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/source/source_map.h"

namespace herdc::artifact {

/// One generated file. Every line knows the source places that it comes from; the first is the main one.
struct Artifact {
  std::string path;  ///< relative to the tree, with `/`; see valid_path
  std::string
      owner;  ///< "service zookeeper": the declaration that wants this file; "cluster x" for shared ones
  bool executable = false;
  std::string bytes;
  std::vector<std::vector<Span>> origins;  ///< one entry per line of `bytes`
};

/// Phase 7's result: the whole output in memory, sorted by path.
struct Tree {
  std::string name;  ///< directory below the output directory: the cluster's name
  std::map<std::string, Artifact> artifacts;
};

/// Why `path` must not be written below a tree, or "" when it may: components of `[A-Za-z0-9._+-]` that do
/// not begin with `-` or are `.`, `..`, `.git*`, `git~…`, a Windows device name, or longer than 255 bytes.
std::string path_problem(std::string_view path);

/// Paths that cannot stand beside each other: equal but for case, or a file where another path has a
/// directory. One sentence per pair.
std::vector<std::string> collisions(const Tree& tree);

/// `--print=artifacts`: `path:line <- file:line`, further places after a comma, for every line of every file.
std::string dump(const Tree& tree, const SourceMap& sources);

}  // namespace herdc::artifact
