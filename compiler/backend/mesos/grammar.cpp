#include "compiler/backend/mesos/grammar.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>

#include "compiler/base/text.h"
#include "compiler/base/utf8.h"

namespace herdc::mesos {
namespace {

constexpr std::string_view file_scheme = "file://";

bool is_shown_as_it_is(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const auto decoded = utf8::decode(text, at);
    if (decoded.size == 0 || !utf8::is_safe_to_show(decoded.code_point)) return false;
    at += decoded.size;
  }
  return true;
}

bool is_space(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}

bool all_digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_digit);
}

/// How many bytes of `text` are a plain decimal: "5", "1.5".
std::size_t decimal_size(std::string_view text) {
  const auto digits = [&](std::size_t at) {
    while (at < text.size() && is_digit(text[at])) ++at;
    return at;
  };
  const auto whole = digits(0);
  if (whole == 0 || whole >= text.size() || text[whole] != '.') return whole;
  const auto end = digits(whole + 1);
  return end == whole + 1 ? 0 : end;
}

struct Unit {
  std::string_view name;
  double milliseconds;
};
constexpr auto duration_units = std::to_array<Unit>({{"ns", 1e-6},
                                                     {"us", 1e-3},
                                                     {"ms", 1},
                                                     {"secs", 1e3},
                                                     {"mins", 6e4},
                                                     {"hrs", 3.6e6},
                                                     {"days", 8.64e7},
                                                     {"weeks", 6.048e8}});

const Unit* unit_of(std::string_view text) {
  const auto name = text.substr(decimal_size(text));
  const auto found = std::find_if(duration_units.begin(), duration_units.end(),
                                  [&](const Unit& unit) { return unit.name == name; });
  return found == duration_units.end() ? nullptr : &*found;
}

bool is_label(std::string_view text) {
  const bool fits = std::all_of(text.begin(), text.end(),
                                [](char c) { return is_letter(c) || is_digit(c) || c == '-' || c == '_'; });
  return !text.empty() && text.size() <= 63 && fits && text.front() != '-' && text.back() != '-';
}

std::optional<std::uint64_t> parse_count(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || text.empty()) return std::nullopt;
  return value;
}

std::string server_problem(std::string_view server) {
  const auto colon = server.rfind(':');
  if (colon == std::string_view::npos) return fmt::format("`{}` has no port", server);
  const auto port = parse_count(server.substr(colon + 1));
  if (!port || *port == 0 || *port > 65535) return fmt::format("`{}` has no port from 1 to 65535", server);
  return host_problem(server.substr(0, colon)).empty() ? "" : fmt::format("`{}` names no host", server);
}

std::string servers_problem(std::string_view list) {
  auto servers = split(list, ",");
  for (const auto& server : servers)
    if (auto problem = server_problem(server); !problem.empty()) return problem;
  std::sort(servers.begin(), servers.end());
  const auto twice = std::adjacent_find(servers.begin(), servers.end());
  return twice == servers.end() ? "" : fmt::format("it names `{}` twice", *twice);
}

bool is_bad_role_part(const std::string& part) {
  return part.empty() || part == "." || part == ".." || part == "*";
}

}  // namespace

std::string argument_problem(std::string_view text) {
  if (text.find('\n') != std::string_view::npos) return "it has more than one line";
  if (!is_shown_as_it_is(text)) return "it holds a character that is not shown as it is";
  if (!text.empty() && (is_space(text.front()) || is_space(text.back())))
    return "the agent trims its arguments, so spaces at its ends would be lost";
  // The wrapper looks for this anywhere in all arguments, and then runs the agent without syslog.
  if (text.find("--no-logger") != std::string_view::npos)
    return "the init wrapper takes `--no-logger` in it for its own";
  return "";
}

std::string text_problem(std::string_view text) {
  if (text.starts_with(file_scheme)) return "the agent would put the contents of that file in its place";
  return argument_problem(text);
}

std::string duration_problem(std::string_view text) {
  if (decimal_size(text) == 0) return "it does not begin with a number";
  if (unit_of(text) == nullptr) return "its unit is not one of ns, us, ms, secs, mins, hrs, days and weeks";
  constexpr double longest = 9.2e12;  // milliseconds: Mesos counts nanoseconds in 64 bits
  return decimal_size(text) < 300 && milliseconds(text) < longest ? "" : "it is longer than 292 years";
}

double milliseconds(std::string_view text) {
  return std::stod(std::string(text.substr(0, decimal_size(text)))) * unit_of(text)->milliseconds;
}

std::string bytes_problem(std::string_view text) {
  constexpr std::array<std::string_view, 5> units = {"b", "kb", "mb", "gb", "tb"};
  const auto digits = text.substr(0, text.find_first_not_of("0123456789"));
  if (!parse_count(digits)) return "it does not begin with a whole number";
  const auto unit = std::find(units.begin(), units.end(), to_lower(text.substr(digits.size())));
  if (unit == units.end()) return "its unit is not one of B, KB, MB, GB and TB";
  const auto most = std::numeric_limits<std::uint64_t>::max() >> (10 * (unit - units.begin()));
  return *parse_count(digits) <= most ? "" : "it is more than 64 bits can count";
}

std::string directory_problem(std::string_view text) {
  return text.starts_with('/') ? text_problem(text) : "it is not an absolute path";
}

std::string host_problem(std::string_view text) {
  const auto labels = split(text, ".");
  const bool fits = text.size() <= 253 && std::all_of(labels.begin(), labels.end(), is_label);
  return fits ? "" : "it is neither a host name nor an address";
}

std::string address_problem(std::string_view text) {
  const auto parts = split(text, ".");
  const bool fits =
      parts.size() == 4 && std::all_of(parts.begin(), parts.end(), [](const auto& part) {
        const auto value = parse_count(part);
        return value && *value <= 255 && part.size() <= 3 && (part.size() == 1 || part[0] != '0');
      });
  return fits ? "" : "it is no IPv4 address";
}

std::string address6_problem(std::string_view text) {
  const bool fits = text.size() <= 45 && text.find(':') != std::string_view::npos &&
                    text.find_first_not_of("0123456789abcdefABCDEF:.") == std::string_view::npos;
  return fits ? "" : "it is no IPv6 address";
}

std::string file_problem(std::string_view text) {
  const auto path = text.starts_with(file_scheme) ? text.substr(file_scheme.size()) : text;
  return path.starts_with('/') ? argument_problem(text) : "it is neither an absolute path nor `file:///…`";
}

// src/common/roles.cpp
std::string role_problem(std::string_view text) {
  if (text == "*") return "";
  const auto parts = split(text, "/");
  if (std::any_of(parts.begin(), parts.end(), is_bad_role_part))
    return "a part of a role is not empty, nor `.`, `..` or `*`";
  if (std::any_of(parts.begin(), parts.end(), [](const auto& part) { return part.starts_with('-'); }))
    return "no part of a role begins with a dash";
  return text.find_first_of(" \t\n\v\f\r\b;:()[]{}") == std::string_view::npos
             ? ""
             : "a role holds no space and no bracket";
}

std::string zk_problem(std::string_view text) {
  constexpr std::string_view scheme = "zk://";
  if (text.starts_with(file_scheme)) return file_problem(text);
  if (!text.starts_with(scheme)) return "it does not begin with `zk://`";
  const auto rest = text.substr(scheme.size());
  const auto slash = std::min(rest.find('/'), rest.size());
  const auto path = rest.substr(slash);
  if (rest.substr(0, slash).find('@') != std::string_view::npos)
    return "it holds a password: write the whole of it into a file of the machine and say `file:///…`";
  if (path.size() < 2 || path.back() == '/' || path.find("//") != std::string_view::npos ||
      path.find_first_of(" ,") != std::string_view::npos)
    return "it does not end in a path such as /mesos";
  if (auto problem = argument_problem(text); !problem.empty()) return problem;
  return servers_problem(rest.substr(0, slash));
}

bool is_count(std::string_view text) {
  return all_digits(text);
}

bool is_number(std::string_view text) {
  auto rest = to_lower(text);
  if (rest.starts_with('-') || rest.starts_with('+')) rest.erase(0, 1);
  if (rest == "inf" || rest == "infinity" || rest == "nan" || rest.starts_with("0x")) return true;
  if (rest.starts_with("nan(") && rest.ends_with(')')) return true;
  const auto whole = std::min(rest.find_first_not_of("0123456789"), rest.size());
  rest.erase(0, whole);
  const auto digits =
      rest.starts_with('.') ? std::min(rest.find_first_not_of("0123456789", 1), rest.size()) : 0;
  if (whole == 0 && digits < 2) return false;
  rest.erase(0, digits);
  if (!rest.starts_with('e')) return rest.empty();
  rest.erase(0, rest.size() > 1 && (rest[1] == '-' || rest[1] == '+') ? 2 : 1);
  return all_digits(rest);
}

Ranges parse_ranges(std::string_view text) {
  Ranges ranges;
  const auto plain = replace_all(text, " ", "");
  if (plain.size() < 2 || plain.front() != '[' || plain.back() != ']')
    return {{}, "ranges are written [31000-32000,33000-34000]"};
  for (const auto& part : split(plain.substr(1, plain.size() - 2), ",")) {
    const auto ends = split(part, "-");
    const auto begin = ends.size() == 2 ? parse_count(ends[0]) : std::nullopt;
    const auto end = ends.size() == 2 ? parse_count(ends[1]) : std::nullopt;
    if (!begin || !end) return {{}, fmt::format("`{}` is not a range such as 31000-32000", part)};
    ranges.list.emplace_back(*begin, *end);
  }
  ranges.problem = ranges_problem(ranges);
  return ranges;
}

std::string ranges_problem(Ranges ranges) {
  auto& list = ranges.list;
  if (list.empty()) return "it has no range";
  std::sort(list.begin(), list.end());
  for (std::size_t i = 0; i < list.size(); ++i) {
    const auto& [begin, end] = list[i];
    if (begin > end) return fmt::format("{}-{} ends before it begins", begin, end);
    if (i > 0 && begin <= list[i - 1].second) return fmt::format("{} is in two of its ranges", begin);
  }
  return "";
}

std::string to_text(const Ranges& ranges) {
  std::vector<std::string> parts;
  for (const auto& [begin, end] : ranges.list) parts.push_back(fmt::format("{}-{}", begin, end));
  return "[" + join(parts, ",") + "]";
}

}  // namespace herdc::mesos
