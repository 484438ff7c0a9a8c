#include "compiler/syntax/scanner_state.h"

#include <fmt/format.h>

#include "compiler/base/utf8.h"
#include "compiler/syntax/characters.h"
#include "compiler/syntax/foreign.h"

namespace herdc::syntax {

using K = TokenKind;

void Scanner::scan_wide() {
  const auto [code_point, size] = utf8::decode(text_, at_);
  if (is_foreign_quote(code_point)) return scan_foreign_quotes(code_point, size);
  if (is_reported_character(code_point)) {
    at_ += size;
  } else if (is_unusual_space(code_point)) {
    reporter_
        .report(catalog::misleading_character, offset(at_), offset(at_ + size),
                fmt::format("U+{:04X} (a space of another kind)", static_cast<std::uint32_t>(code_point)))
        .with_hint("replace it by a plain space");
    at_ += size;
  } else {
    scan_foreign_word(at_);
  }
}

bool Scanner::is_foreign_letter(std::size_t at) const {
  const auto code_point = utf8::decode(text_, at).code_point;
  return !is_foreign_quote(code_point) && !is_reported_character(code_point) && !is_unusual_space(code_point);
}

/// A run of letters of which some are not of the language: one bad token.
void Scanner::scan_foreign_word(std::size_t begin) {
  const auto foreign = utf8::decode(text_, at_);
  reporter_
      .report(catalog::letter_outside_ascii, offset(at_), offset(at_ + foreign.size),
              text_.substr(at_, foreign.size))
      .with_hint("names are made of a-z, 0-9, `-` and `_`; anything else is written in quotes");
  while (at_ < text_.size()) {
    if (is_word_char(peek()) || peek() == '-')
      ++at_;
    else if (static_cast<unsigned char>(peek()) >= 0x80 && is_foreign_letter(at_))
      at_ += utf8::decode(text_, at_).size;
    else
      break;
  }
  push(K::bad, begin);
}

/// 'text' or “text”: taken as text when it is closed on its line.
void Scanner::scan_foreign_quotes(char32_t open, std::size_t size) {
  const auto begin = at_;
  at_ += size;
  bool closed = false;
  while (at_ < text_.size() && peek() != '\n' && peek() != '\r' && !closed) {
    const auto [code_point, length] = utf8::decode(text_, at_);
    closed = closes_foreign_quote(open, code_point);
    at_ += length;
  }
  reporter_
      .report(catalog::foreign_quotes, offset(begin), offset(closed ? at_ : begin + size),
              open == '\'' ? "single quotes" : "typographic quotes")
      .with_hint("text stands between double quotes: `\"…\"`");
  push(closed ? K::text : K::bad, begin);
  list_.tokens.back().took_line = !closed;
}

void Scanner::scan_foreign_comment() {
  const auto begin = at_;
  const auto end = peek(1) == '*' ? text_.find("*/", at_ + 2) : std::string_view::npos;
  reporter_.report(catalog::foreign_comment, offset(begin), offset(begin + 2), text_.substr(begin, 2))
      .with_hint(peek(1) == '*' ? "a comment goes from `#` to the end of its line; put `#` before each line"
                                : "a comment goes from `#` to the end of its line");
  at_ = end == std::string_view::npos ? line_end() : end + 2;
  if (text_.substr(begin, at_ - begin).find_first_of("\r\n") != std::string_view::npos) line_start_ = true;
}

bool Scanner::scan_foreign_operator() {
  for (const auto& foreign : foreign_operators()) {
    if (!starts_with(foreign.spelling) || starts_with("!=") != foreign.spelling.starts_with("!=")) continue;
    reporter_
        .report(catalog::foreign_operator, offset(at_), offset(at_ + foreign.spelling.size()),
                foreign.spelling)
        .with_hint(std::string(foreign.hint));
    push_next(foreign.meant, foreign.spelling.size());
    return true;
  }
  return false;
}

void Scanner::scan_semicolon() {
  reporter_.report(catalog::semicolon, offset(at_), offset(at_ + 1))
      .with_hint("leave it out; two items on one line are separated by `,`");
  push_next(K::comma, 1);
}

void Scanner::scan_unknown() {
  const char c = peek();
  const bool reported = is_reported_character(static_cast<unsigned char>(c));
  if (reported) {
    ++at_;
    return;
  }
  reporter_.report(catalog::unknown_character, offset(at_), offset(at_ + 1), text_.substr(at_, 1))
      .with_hint(std::string(hint_for_character(c)));
  push_next(K::bad, 1);
}

}  // namespace herdc::syntax
