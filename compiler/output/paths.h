#pragma once

#include <set>
#include <string>
#include <string_view>

/// Words about paths below a tree: components with `/` between them, "" for the tree itself.
namespace herdc::output {

inline constexpr std::string_view manifest_name = "herd.manifest.json";

std::string parent_of(std::string_view path);  ///< "a/b" of "a/b/c"; "" of "a"
std::string leaf_of(std::string_view path);
std::string joined(std::string_view directory, std::string_view name);

/// Every directory above `path` but the tree itself, outermost first.
std::set<std::string> directories_above(std::string_view path);

/// `.herdc-` and six letters or digits: a directory in which a build prepares its files. A dot file, because
/// what reads a generated directory (/etc/mesos-slave) may take any other name in it for a setting.
bool is_stage_name(std::string_view name);

}  // namespace herdc::output
