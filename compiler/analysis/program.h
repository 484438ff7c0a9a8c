#pragma once

#include <map>
#include <string>
#include <vector>

#include "compiler/base/file_system.h"
#include "compiler/base/limits.h"
#include "compiler/diagnostics/sink.h"
#include "compiler/syntax/ast.h"

namespace herdc::analysis {

/// `use "vendor/metrics" as metrics`.
struct PackageUse {
  ast::Name alias;
  std::string root;
};

/// A vendored directory with names of its own.
struct Package {
  std::string root;    ///< "vendor/metrics"
  std::string name;    ///< that its herd.package gives, and its declarations are emitted under
  std::string digest;  ///< "sha256:…" of all its files
  Span use;            ///< the first one
  bool inner = false;  ///< it lies in another one, whose digest is of this one's files, too
  std::vector<ast::File> files;
  std::vector<PackageUse> uses;
};

/// Phase 3's result: every file of the project, the standard library, and the defaults of the schema written
/// as blocks, which are the lowest layer of every declaration.
struct Program {
  std::vector<ast::File> files;
  std::vector<PackageUse> uses;
  std::map<std::string, Package> packages;                 ///< by root
  std::map<std::string, std::vector<ast::File>> standard;  ///< by module: "zookeeper"
  ast::File defaults;
  bool broken = false;  ///< some declaration did not parse: an unknown name may be one that was left out
};

/// Reads the entry file and all that it uses, and the standard library ("<module>/<file>.herd"). Paths are
/// relative to the project root.
Program load(const std::string& entry, const ReadFiles& project, const ReadFiles& standard,
             SourceMap& sources, Sink& sink, const Limits& limits = {});

/// `--print=program`: the files and the top-level declarations of each.
std::string dump(const Program& program, const SourceMap& sources);

}  // namespace herdc::analysis
