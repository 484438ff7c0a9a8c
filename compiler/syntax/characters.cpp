#include "compiler/syntax/characters.h"

#include <fmt/format.h>

#include "compiler/base/utf8.h"

namespace herdc::syntax {
namespace {

std::string code_point_name(char32_t code_point) {
  return fmt::format("U+{:04X}", static_cast<std::uint32_t>(code_point));
}

bool is_control(char32_t c) {
  return c < 0x20 || (c >= 0x7F && c < 0xA0);
}

bool is_invisible(char32_t c) {
  return c == 0xAD || (c >= 0x200B && c <= 0x200D) || (c >= 0x2060 && c <= 0x2064);
}

void report_character(Reporter& reporter, std::size_t at, utf8::Decoded found) {
  const auto begin = static_cast<std::uint32_t>(at);
  const auto end = static_cast<std::uint32_t>(at + found.size);
  const auto name = code_point_name(found.code_point);
  if (is_control(found.code_point)) {
    reporter.report(catalog::control_character, begin, end, name)
        .with_hint(found.code_point == 0 ? "is this a text file?" : "in text, write it as `\\u{…}`");
    return;
  }
  auto& diagnostic = reporter.report(catalog::misleading_character, begin, end, name);
  if (found.code_point == 0xFEFF)
    diagnostic.with_hint("a byte order mark is accepted as the first character only");
  else
    diagnostic.with_hint("what a reader sees would not be what is compiled; in text, write it as `\\u{…}`");
}

}  // namespace

bool is_reported_character(char32_t c) {
  if (c == '\t' || c == '\n' || c == '\r') return false;
  return !utf8::is_safe_to_show(c) || is_invisible(c);
}

bool is_unusual_space(char32_t c) {
  return c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x202F || c == 0x205F ||
         c == 0x3000;
}

bool check_encoding(Reporter& reporter) {
  const auto at = utf8::first_invalid(reporter.text());
  if (!at) return true;
  const auto begin = static_cast<std::uint32_t>(*at);
  const auto byte = fmt::format("0x{:02X}", static_cast<unsigned char>(reporter.text()[*at]));
  reporter.report(catalog::invalid_utf8, begin, begin + 1, byte, *at)
      .with_hint("save the file as UTF-8; nothing else in it was read");
  return false;
}

void check_characters(Reporter& reporter) {
  const auto text = reporter.text();
  std::size_t at = text.starts_with(byte_order_mark) ? byte_order_mark.size() : 0;
  while (at < text.size() && !reporter.flooded()) {
    const auto byte = static_cast<unsigned char>(text[at]);
    if (byte >= 0x20 && byte < 0x7F) {
      ++at;
      continue;
    }
    const auto found = utf8::decode(text, at);
    if (is_reported_character(found.code_point)) report_character(reporter, at, found);
    at += found.size;
  }
}

}  // namespace herdc::syntax
