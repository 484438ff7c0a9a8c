#pragma once

#include <map>
#include <string>
#include <vector>

#include "compiler/base/file_system.h"
#include "compiler/base/limits.h"
#include "compiler/diagnostics/sink.h"
#include "compiler/syntax/ast.h"

namespace herdc::analysis {

/// Phase 3's result: every file of the project, the standard library, and the defaults of the schema written
/// as blocks, which are the lowest layer of every declaration.
struct Program {
  std::vector<ast::File> files;
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
