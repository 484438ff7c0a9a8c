#pragma once

#include <string>
#include <string_view>

/// Grammars of the text types that Mesos, Marathon and HAProxy bring. Each returns "" when the text fits,
/// otherwise what is wrong with it.
namespace herdc::analysis {

std::string version_problem(std::string_view text);         ///< "1.11", "0.28.2"
std::string word_problem(std::string_view text);            ///< printable ASCII without spaces
std::string flag_name_problem(std::string_view text);       ///< of Mesos: [a-z][a-z0-9_]*
std::string marathon_field_problem(std::string_view text);  ///< snake_case
std::string app_group_problem(std::string_view text);       ///< "/a/b": labels of [a-z0-9-]
std::string url_path_problem(std::string_view text);        ///< "/master/state?x=1"
std::string server_address_problem(std::string_view text);  ///< "10.0.0.9:8080"

}  // namespace herdc::analysis
