#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace herdc {

std::vector<std::string> split(std::string_view text, std::string_view separator);
std::string join(const std::vector<std::string>& parts, std::string_view separator);
std::string replace_all(std::string_view text, std::string_view from, std::string_view to);
/// ASCII letters only, whatever the locale.
std::string to_lower(std::string_view text);
std::string to_upper(std::string_view text);
/// "a, b and c"; for messages.
std::string enumerate(const std::vector<std::string>& parts, std::string_view last_word = "and");
/// The text with every control character, bidirectional override and invalid byte written as an escape such
/// as
/// `\u{1b}`, so that it is safe on a terminal.
std::string printable(std::string_view text);

/// Order in which digits compare by value: ops9 < ops10 < ops100. Total: equal only when the bytes are equal.
bool natural_less(std::string_view left, std::string_view right);
struct NaturalLess {
  using is_transparent = void;
  bool operator()(std::string_view left, std::string_view right) const { return natural_less(left, right); }
};

inline bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
inline bool is_lower(char c) {
  return c >= 'a' && c <= 'z';
}
inline bool is_upper(char c) {
  return c >= 'A' && c <= 'Z';
}
inline bool is_letter(char c) {
  return is_lower(c) || is_upper(c);
}

}  // namespace herdc
