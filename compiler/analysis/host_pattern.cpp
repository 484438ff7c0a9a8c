#include "compiler/analysis/host_pattern.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/base/decimal.h"
#include "compiler/base/text.h"

namespace herdc::analysis {
namespace {

using Names = std::vector<std::string>;

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(' ');
  return first == std::string_view::npos ? "" : text.substr(first, text.find_last_not_of(' ') - first + 1);
}

std::optional<std::int64_t> integer(std::string_view text) {
  if (text.empty() || text.size() > 12 || !std::all_of(text.begin(), text.end(), is_digit))
    return std::nullopt;
  return Decimal::parse(text)->floor();
}

Failure bad(std::string_view part, std::string_view why) {
  return {fmt::format("`[{}]`: {}", part, why)};
}

Result<Names> expand_range(std::string_view part, std::size_t limit) {
  const auto dots = part.find("..");
  const auto step_word = part.find(" step ");
  const auto first_text = trimmed(part.substr(0, dots));
  const auto last_text =
      trimmed(part.substr(dots + 2, step_word == std::string_view::npos ? step_word : step_word - dots - 2));
  const auto first = integer(first_text), last = integer(last_text);
  const auto step = step_word == std::string_view::npos ? 1 : integer(trimmed(part.substr(step_word + 6)));
  if (!first || !last)
    return bad(part, "a range is written `first..last` or `first..last step n`, with digits on both sides");
  if (!step || *step == 0) return bad(part, "the step is a whole number from 1");
  if (*last < *first) return bad(part, "the range ends before it begins");
  const bool padded = first_text.size() > 1 && first_text[0] == '0';
  if (padded && first_text.size() != last_text.size())
    return bad(part, "with leading zeros both ends have the same width");
  if (static_cast<std::size_t>((*last - *first) / *step) >= limit)
    return bad(part, fmt::format("more than {} hosts", limit));
  Names names;
  for (auto i = *first; i <= *last; i += *step)
    names.push_back(fmt::format("{:0{}}", i, padded ? first_text.size() : 1));
  return names;
}

/// "100-120", as other tools write a range.
bool is_dash_range(std::string_view part) {
  const auto dash = part.find('-');
  return dash != std::string_view::npos && integer(trimmed(part.substr(0, dash))) &&
         integer(trimmed(part.substr(dash + 1)));
}

Result<Names> expand_part(std::string_view part, std::size_t limit) {
  if (part.find("..") != std::string_view::npos) return expand_range(part, limit);
  if (is_dash_range(part))
    return bad(part, fmt::format("a range is written `{}`", replace_all(part, "-", "..")));
  Names names;
  for (const auto& word : split(part, ",")) names.emplace_back(trimmed(word));
  if (std::find(names.begin(), names.end(), "") != names.end()) return bad(part, "an empty element");
  return names;
}

Names multiply(const Names& heads, const Names& tails) {
  Names result;
  for (const auto& head : heads)
    for (const auto& tail : tails) result.push_back(head + tail);
  return result;
}

}  // namespace

std::string host_name_problem(std::string_view name) {
  if (name.empty()) return "it is empty";
  if (name.size() > 63) return "it is longer than 63 characters";
  const auto fits = [](char c) { return is_lower(c) || is_digit(c) || c == '-'; };
  if (name.find(',') != std::string_view::npos)
    return "several hosts are a list of texts, or alternatives in brackets: \"ops[1,2]\"";
  if (!std::all_of(name.begin(), name.end(), fits))
    return "a host name holds small letters, digits and dashes";
  if (name.front() == '-' || name.back() == '-') return "a host name does not begin or end with a dash";
  return "";
}

Result<Names> expand_hosts(std::string_view pattern, std::size_t limit) {
  Names names{""};
  for (std::size_t at = 0; at < pattern.size();) {
    if (pattern[at] != '[') {
      const auto end = std::min(pattern.find('[', at), pattern.size());
      names = multiply(names, {std::string(pattern.substr(at, end - at))});
      at = end;
      continue;
    }
    const auto close = pattern.find(']', at);
    if (close == std::string_view::npos) return Failure{"`[` is not closed"};
    const auto part = expand_part(pattern.substr(at + 1, close - at - 1), limit);
    if (!part) return part;
    if (names.size() * part->size() > limit)
      return Failure{fmt::format("it stands for more than {} hosts", limit)};
    names = multiply(names, *part);
    at = close + 1;
  }
  for (const auto& name : names)
    if (const auto problem = host_name_problem(name); !problem.empty())
      return Failure{fmt::format("`{}`: {}", name, problem)};
  return names;
}

}  // namespace herdc::analysis
