#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// Texts as Mesos and its init wrapper read them. Each `…_problem` says what is wrong with a text, "" for
/// nothing.
namespace herdc::mesos {

/// What no flag can hold: the wrapper reads a file with `$(cat)`, and the agent trims its arguments.
std::string argument_problem(std::string_view text);
/// argument_problem, and `file://`, which the agent would replace by the contents of that file.
std::string text_problem(std::string_view text);

std::string duration_problem(std::string_view text);
/// Of a text without a problem.
double milliseconds(std::string_view text);
std::string bytes_problem(std::string_view text);
std::string directory_problem(std::string_view text);
std::string host_problem(std::string_view text);
std::string address_problem(std::string_view text);   ///< IPv4
std::string address6_problem(std::string_view text);  ///< IPv6
/// An absolute path, or `file:///…`.
std::string file_problem(std::string_view text);
std::string role_problem(std::string_view text);
/// `zk://host:port,…/path`, or the `file:///…` that holds it.
std::string zk_problem(std::string_view text);

bool is_count(std::string_view text);   ///< digits
bool is_number(std::string_view text);  ///< what Mesos takes for a scalar where a text could stand

struct Ranges {
  std::vector<std::pair<std::uint64_t, std::uint64_t>> list;
  std::string problem;
};
/// `[1-5,7-9]`
Ranges parse_ranges(std::string_view text);
/// "" when they can stand in one value: each begins before it ends, none meets another.
std::string ranges_problem(Ranges ranges);
std::string to_text(const Ranges& ranges);

}  // namespace herdc::mesos
