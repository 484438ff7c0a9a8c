#include "compiler/base/text.h"

#include <fmt/format.h>

#include "compiler/base/utf8.h"

namespace herdc {

std::vector<std::string> split(std::string_view text, std::string_view separator) {
  std::vector<std::string> parts;
  for (std::size_t start = 0;;) {
    const auto end = separator.empty() ? std::string_view::npos : text.find(separator, start);
    parts.emplace_back(text.substr(start, end - start));
    if (end == std::string_view::npos) return parts;
    start = end + separator.size();
  }
}

std::string join(const std::vector<std::string>& parts, std::string_view separator) {
  return fmt::format("{}", fmt::join(parts, separator));
}

std::string replace_all(std::string_view text, std::string_view from, std::string_view to) {
  if (from.empty()) return std::string(text);
  return join(split(text, from), to);
}

std::string to_lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) c = is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c;
  return result;
}

std::string to_upper(std::string_view text) {
  std::string result(text);
  for (char& c : result) c = is_lower(c) ? static_cast<char>(c - 'a' + 'A') : c;
  return result;
}

std::string enumerate(const std::vector<std::string>& parts, std::string_view last_word) {
  if (parts.empty()) return "";
  if (parts.size() == 1) return parts.front();
  const std::vector<std::string> head(parts.begin(), parts.end() - 1);
  return fmt::format("{} {} {}", join(head, ", "), last_word, parts.back());
}

std::string printable(std::string_view text) {
  std::string result;
  for (std::size_t at = 0; at < text.size();) {
    const auto [code_point, size] = utf8::decode(text, at);
    if (size == 0) {
      result += fmt::format("\\x{:02x}", static_cast<unsigned char>(text[at++]));
      continue;
    }
    if (utf8::is_safe_to_show(code_point))
      result += text.substr(at, size);
    else
      result += fmt::format("\\u{{{:x}}}", static_cast<std::uint32_t>(code_point));
    at += size;
  }
  return result;
}

namespace {

std::string_view take_digits(std::string_view text, std::size_t at) {
  std::size_t end = at;
  while (end < text.size() && is_digit(text[end])) ++end;
  return text.substr(at, end - at);
}

std::string_view without_leading_zeros(std::string_view digits) {
  const auto first = digits.find_first_not_of('0');
  return first == std::string_view::npos ? std::string_view{} : digits.substr(first);
}

int compare_numbers(std::string_view left, std::string_view right) {
  left = without_leading_zeros(left);
  right = without_leading_zeros(right);
  if (left.size() != right.size()) return left.size() < right.size() ? -1 : 1;
  return left.compare(right);
}

}  // namespace

bool natural_less(std::string_view left, std::string_view right) {
  std::size_t l = 0, r = 0;
  while (l < left.size() && r < right.size()) {
    if (is_digit(left[l]) && is_digit(right[r])) {
      const auto left_digits = take_digits(left, l), right_digits = take_digits(right, r);
      if (const int order = compare_numbers(left_digits, right_digits)) return order < 0;
      l += left_digits.size();
      r += right_digits.size();
    } else if (left[l] != right[r]) {
      return static_cast<unsigned char>(left[l]) < static_cast<unsigned char>(right[r]);
    } else {
      ++l;
      ++r;
    }
  }
  if (left.size() - l != right.size() - r) return left.size() - l < right.size() - r;
  return left < right;  // same but for leading zeros
}

}  // namespace herdc
