#pragma once

#include "compiler/analysis/program.h"

namespace herdc::analysis {

/// What makes a directory a package: a JSON document with its `name` and `version`.
inline constexpr std::string_view package_file = "herd.package";

/// The directory `root` as a package, without its sources; nothing after a diagnostic. `use` names it.
std::optional<Package> open_package(const std::string& root, Span use, const ReadFiles& files,
                                    SourceMap& sources, Sink& sink);

/// The root of the package that `path` lies in, below `around`; "" when it lies in none.
std::string package_around(const std::string& path, const std::string& around, const ReadFiles& files);

}  // namespace herdc::analysis
