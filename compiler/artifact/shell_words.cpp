#include "compiler/artifact/shell_words.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/base/text.h"
#include "compiler/base/utf8.h"

namespace herdc::artifact {
namespace {

bool is_plain(char c) {
  return is_letter(c) || is_digit(c) || std::string_view("_./:@%+=-").find(c) != std::string_view::npos;
}

bool is_shown_as_it_is(std::string_view value) {
  for (std::size_t at = 0; at < value.size();) {
    const auto decoded = utf8::decode(value, at);
    if (decoded.size == 0 || !utf8::is_safe_to_show(decoded.code_point)) return false;
    at += decoded.size;
  }
  return true;
}

std::string escaped_byte(char c) {
  return fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
}

std::string escaped(std::string_view bytes) {
  std::string text;
  for (char c : bytes) text += escaped_byte(c);
  return text;
}

/// The sequence at `at` as it stands inside `$'…'`.
std::string ansi_c(std::string_view value, std::size_t at, std::size_t size) {
  const auto bytes = value.substr(at, std::max<std::size_t>(size, 1));
  if (bytes == "\n") return "\\n";
  if (bytes == "\t") return "\\t";
  if (bytes == "'" || bytes == "\\") return "\\" + std::string(bytes);
  return size > 0 && is_shown_as_it_is(bytes) ? std::string(bytes) : escaped(bytes);
}

std::string ansi_c(std::string_view value) {
  std::string text = "$'";
  for (std::size_t at = 0; at < value.size();) {
    const auto size = utf8::decode(value, at).size;
    text += ansi_c(value, at, size);
    at += std::max<std::size_t>(size, 1);
  }
  return text + "'";
}

}  // namespace

ShellWord ShellWord::literal(std::string_view value) {
  if (!value.empty() && std::all_of(value.begin(), value.end(), is_plain))
    return ShellWord(std::string(value));
  if (!is_shown_as_it_is(value)) return ShellWord(ansi_c(value));
  return ShellWord("'" + replace_all(value, "'", "'\\''") + "'");
}

ShellWord ShellWord::variable(std::string_view name) {
  return ShellWord("\"$" + std::string(name) + "\"");
}

std::string comment_text(std::string_view text) {
  return replace_all(printable(text), "\n", " ");
}

}  // namespace herdc::artifact
