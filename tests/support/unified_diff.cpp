#include "tests/support/unified_diff.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "compiler/base/text.h"

namespace herdc::testing {
namespace {

constexpr std::size_t context = 3;
/// Beyond this many pairs of lines the middle is shown as replaced whole: a test's report need not be
/// minimal.
constexpr std::size_t max_pairs = 16'000'000;

struct Line {
  char mark;
  std::string_view text;
};

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const auto end = text.find('\n');
    lines.push_back(text.substr(0, end));
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
  return lines;
}

using Lines = std::vector<std::string_view>;

/// The longest common subsequence of what is left between the equal beginning and end.
void compare_middle(const Lines& old_lines, const Lines& new_lines, std::vector<Line>& script) {
  const std::size_t rows = old_lines.size();
  const std::size_t columns = new_lines.size();
  if (rows * columns > max_pairs) {
    for (const auto line : old_lines) script.push_back({'-', line});
    for (const auto line : new_lines) script.push_back({'+', line});
    return;
  }
  std::vector<std::uint32_t> common((rows + 1) * (columns + 1), 0);
  const auto at = [&](std::size_t i, std::size_t j) -> std::uint32_t& {
    return common[i * (columns + 1) + j];
  };
  for (std::size_t i = rows; i-- > 0;)
    for (std::size_t j = columns; j-- > 0;)
      at(i, j) = old_lines[i] == new_lines[j] ? at(i + 1, j + 1) + 1 : std::max(at(i + 1, j), at(i, j + 1));
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < rows || j < columns) {
    if (i < rows && j < columns && old_lines[i] == new_lines[j]) {
      script.push_back({' ', old_lines[i++]});
      ++j;
    } else if (i < rows && (j == columns || at(i + 1, j) >= at(i, j + 1))) {
      script.push_back({'-', old_lines[i++]});
    } else {
      script.push_back({'+', new_lines[j++]});
    }
  }
}

std::vector<Line> edit_script(const Lines& old_lines, const Lines& new_lines) {
  const auto [first_old, first_new] =
      std::mismatch(old_lines.begin(), old_lines.end(), new_lines.begin(), new_lines.end());
  const auto [last_old, last_new] = std::mismatch(old_lines.rbegin(), std::make_reverse_iterator(first_old),
                                                  new_lines.rbegin(), std::make_reverse_iterator(first_new));
  std::vector<Line> script;
  for (auto i = old_lines.begin(); i != first_old; ++i) script.push_back({' ', *i});
  compare_middle({first_old, last_old.base()}, {first_new, last_new.base()}, script);
  for (auto i = last_old.base(); i != old_lines.end(); ++i) script.push_back({' ', *i});
  return script;
}

}  // namespace

std::string unified_diff(std::string_view expected, std::string_view actual, std::string_view name) {
  if (expected == actual) return "";
  std::string text = fmt::format("--- {} (expected)\n+++ {} (now)\n", name, name);
  const auto script = edit_script(lines_of(expected), lines_of(actual));
  std::vector<bool> shown(script.size(), false);
  for (std::size_t i = 0; i < script.size(); ++i)
    if (script[i].mark != ' ')
      for (std::size_t j = i - std::min(i, context); j < std::min(script.size(), i + context + 1); ++j)
        shown[j] = true;
  std::size_t old_number = 0;
  std::size_t new_number = 0;
  for (std::size_t i = 0; i < script.size(); ++i) {
    if (script[i].mark != '+') ++old_number;
    if (script[i].mark != '-') ++new_number;
    if (!shown[i]) continue;
    if (i == 0 || !shown[i - 1]) text += fmt::format("@@ line {}, now {} @@\n", old_number, new_number);
    text += fmt::format("{}{}\n", script[i].mark, printable(script[i].text));
  }
  if (expected.ends_with('\n') != actual.ends_with('\n'))
    text +=
        fmt::format("\\ {} newline at the end\n", actual.ends_with('\n') ? "now there is a" : "there is no");
  return text;
}

}  // namespace herdc::testing
