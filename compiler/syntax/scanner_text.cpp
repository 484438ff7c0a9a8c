#include "compiler/syntax/scanner_state.h"

namespace herdc::syntax {

using K = TokenKind;

void Scanner::scan_quote() {
  const bool block = starts_with("\"\"\"");
  if (block && !holes_.empty() && holes_.back().block) return give_up_text();
  const Hole text{block && holes_.empty(), at_, list_.tokens.size(), 0};
  at_ += text.block ? 3 : 1;
  scan_text(text, at_ - (text.block ? 3 : 1), true);
}

/// The rest of a text up to its end or the next interpolation.
void Scanner::scan_text(Hole text, std::size_t begin, bool first) {
  const std::string_view quotes = text.block ? "\"\"\"" : "\"";
  for (; at_ < text_.size(); ++at_) {
    if (!text.block && (peek() == '\n' || peek() == '\r')) break;
    if (starts_with(quotes)) {
      at_ += quotes.size();
      return push(first ? K::text : K::text_tail, begin);
    }
    if (peek() != '\\') continue;
    if (peek(1) == '(') return open_hole(text, begin, first);
    if (peek(1) != '\n' && peek(1) != '\r' && at_ + 1 < text_.size()) ++at_;
  }
  report_unterminated(text);
  replace_by_bad(text);
}

void Scanner::open_hole(Hole text, std::size_t begin, bool first) {
  text.begin = at_;
  text.parens = 0;
  at_ += 2;
  push(first ? K::text_head : K::text_mid, begin);
  holes_.push_back(text);
}

void Scanner::close_hole() {
  const auto begin = at_++;
  const Hole text = holes_.back();
  holes_.pop_back();
  scan_text(text, begin, false);
}

/// Text that has no end on its line inside an interpolation is the interpolation's fault: `"a \(b"`.
void Scanner::report_unterminated(const Hole& text) {
  if (text.block) {
    reporter_.report(catalog::unterminated_block_text, offset(text.text_begin), offset(text.text_begin + 3))
        .with_hint("end it with `\"\"\"`; everything to the end of the file was taken as text");
  } else if (!holes_.empty() && !holes_.back().block) {
    report_hole(holes_.back());
  } else {
    const bool glued = text.text_begin > 0 && is_word_char(text_[text.text_begin - 1]);
    reporter_.report(catalog::unterminated_text, offset(text.text_begin), offset(text.text_begin + 1))
        .with_hint(glued ? "if it was meant to end a text, the `\"` that begins that text is missing"
                         : "close it with `\"`, or write text of several lines between `\"\"\"`");
  }
}

void Scanner::report_hole(const Hole& hole) {
  reporter_.report(catalog::unterminated_interpolation, offset(hole.begin), offset(hole.begin + 2))
      .with_hint(hole.block ? "close it with `)` before the text ends"
                            : "close it with `)` before the text and the line end");
}

/// The interpolation at hand does not end where it must.
void Scanner::give_up_text() {
  report_hole(holes_.back());
  Hole text = holes_.back();
  holes_.pop_back();
  if (text.block && starts_with("\"\"\"")) at_ += 3;
  replace_by_bad(text);
}

/// The whole text, with those around it that must end on the same line, becomes one bad token.
void Scanner::replace_by_bad(Hole text) {
  while (!text.block && !holes_.empty() && !holes_.back().block) {
    text = holes_.back();
    holes_.pop_back();
  }
  if (!text.block) at_ = line_end();
  const bool line_start =
      text.first_token < list_.tokens.size() ? list_.tokens[text.first_token].starts_line : line_start_;
  list_.tokens.resize(text.first_token);
  list_.tokens.push_back({K::bad, line_start, true, offset(text.text_begin), offset(at_)});
  line_start_ = false;
}

}  // namespace herdc::syntax
