#include "compiler/image/dockerfile_words.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/base/text.h"

namespace herdc::image {
namespace {

bool is_control(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
}

bool is_plain(char c) {
  return is_letter(c) || is_digit(c) || std::string_view("_./:@%+=,-").find(c) != std::string_view::npos;
}

bool is_plain(std::string_view value) {
  return !value.empty() && std::all_of(value.begin(), value.end(), [](char c) { return is_plain(c); });
}

std::string json_character(char c) {
  switch (c) {
    case '"':
      return "\\\"";
    case '\\':
      return "\\\\";
    case '\n':
      return "\\n";
    case '\t':
      return "\\t";
    default:
      return is_control(c) ? fmt::format("\\u{:04x}", static_cast<unsigned char>(c)) : std::string(1, c);
  }
}

std::string json_text(std::string_view value) {
  std::string text = "\"";
  for (char c : value) text += json_character(c);
  return text + '"';
}

/// Whether docker hands `command` to the shell byte for byte when it stands behind `RUN `: no line of its
/// own, no continuation, not taken for a flag, an exec form or a heredoc, no blanks that would be cut off.
bool survives_shell_form(std::string_view command) {
  if (command.empty() || std::any_of(command.begin(), command.end(), is_control)) return false;
  if (command.front() == ' ' || command.back() == ' ' || command.back() == '\\') return false;
  return !command.starts_with("--") && command.front() != '[' && command.find("<<") == std::string_view::npos;
}

}  // namespace

std::optional<std::string> dockerfile_word_problem(std::string_view value) {
  for (char c : value) {
    if (c == '\n') return "a line feed";
    if (is_control(c) && c != '\t') return fmt::format("the control character {:#04x}", static_cast<int>(c));
  }
  return std::nullopt;
}

std::string dockerfile_word(std::string_view value) {
  if (is_plain(value)) return std::string(value);
  std::string word = "\"";
  for (char c : value) {
    if (c == '"' || c == '\\' || c == '$') word += '\\';
    word += c;
  }
  return word + '"';
}

std::string exec_form(const std::vector<std::string>& words) {
  std::vector<std::string> texts;
  for (const auto& word : words) texts.push_back(json_text(word));
  return "[" + join(texts, ", ") + "]";
}

std::string run_form(std::string_view command) {
  if (survives_shell_form(command)) return std::string(command);
  return exec_form({"/bin/sh", "-c", std::string(command)});
}

std::string posix_word(std::string_view value) {
  if (is_plain(value)) return std::string(value);
  return "'" + replace_all(value, "'", "'\\''") + "'";
}

bool is_kernel_directory(std::string_view path) {
  return path == "/proc" || path.starts_with("/proc/") || path == "/sys" || path.starts_with("/sys/");
}

std::string docker_duration(model::Duration duration) {
  const auto ms = duration.milliseconds;
  return ms % 1000 == 0 ? fmt::format("{}s", ms / 1000) : fmt::format("{}ms", ms);
}

}  // namespace herdc::image
