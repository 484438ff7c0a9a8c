#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace herdc::artifact {

/// Linux takes no longer argument, its NUL included.
inline constexpr std::size_t longest_argument = 131071;

/// A piece of a bash script that is one word, or part of one. The only way from data into a script: it is
/// quoted here, whatever it holds.
class ShellWord {
 public:
  /// Exactly these bytes (no NUL). Plain text stays as it is, other text stands in single quotes; bytes that
  /// a terminal would not show as they are become `$'…'` with escapes, so that reading the script is safe.
  static ShellWord literal(std::string_view value);
  /// `"$name"`; `name` is one of ours: letters, digits and `_`.
  static ShellWord variable(std::string_view name);

  ShellWord& operator+=(const ShellWord& other) { return text_ += other.text_, *this; }
  friend ShellWord operator+(ShellWord left, const ShellWord& right) { return left += right; }
  const std::string& text() const { return text_; }

 private:
  explicit ShellWord(std::string text) : text_(std::move(text)) {}
  std::string text_;
};

/// Text for a comment: one line, printable.
std::string comment_text(std::string_view text);

}  // namespace herdc::artifact
