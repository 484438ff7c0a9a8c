#include "compiler/syntax/scanner.h"

#include <fmt/format.h>

#include "compiler/base/text.h"
#include "compiler/base/utf8.h"
#include "compiler/syntax/characters.h"
#include "compiler/syntax/foreign.h"
#include "compiler/syntax/parse.h"
#include "compiler/syntax/units.h"

namespace herdc::syntax {
namespace {

using K = TokenKind;

bool is_word_char(char c) {
  return is_letter(c) || is_digit(c) || c == '_';
}

class Scanner {
 public:
  explicit Scanner(Reporter& reporter) : reporter_(reporter), text_(reporter.text()) {
    if (text_.starts_with(byte_order_mark)) at_ = byte_order_mark.size();
  }

  std::optional<TokenList> run() {
    list_.tokens.reserve(text_.size() / 5 + 1);
    while (at_ < text_.size() && !reporter_.flooded()) {
      scan_one();
      if (list_.tokens.size() > max_tokens) return std::nullopt;
    }
    while (!holes_.empty() && !reporter_.flooded()) give_up_text();
    push(K::end, at_);
    return std::move(list_);
  }

 private:
  /// An interpolation that is open: of which text, and how many parentheses stand open inside it.
  struct Hole {
    bool block;              // of a text between triple quotes
    std::size_t text_begin;  // offset of the opening quotes
    std::size_t first_token;
    std::size_t begin;  // offset of `\(`
    std::size_t parens = 0;
  };

  char peek(std::size_t ahead = 0) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }
  bool starts_with(std::string_view what) const { return text_.substr(at_).starts_with(what); }
  static std::uint32_t offset(std::size_t at) { return static_cast<std::uint32_t>(at); }

  /// The token from `begin` to where the scanner stands.
  void push(K kind, std::size_t begin) {
    list_.tokens.push_back({kind, line_start_, false, offset(begin), offset(at_)});
    line_start_ = false;
  }
  void push_next(K kind, std::size_t size) {
    const auto begin = at_;
    at_ += size;
    push(kind, begin);
  }

  void scan_one() {
    const char c = peek();
    if (c == ' ' || c == '\t')
      ++at_;
    else if (c == '\n' || c == '\r')
      scan_newline();
    else if (c == '#')
      scan_comment();
    else if (is_letter(c) || c == '_')
      scan_word();
    else if (is_digit(c))
      scan_number();
    else if (c == '"')
      scan_quote();
    else if (static_cast<unsigned char>(c) >= 0x80)
      scan_wide();
    else if (c == '/' && (peek(1) == '/' || peek(1) == '*'))
      scan_foreign_comment();
    else
      scan_sign();
  }

  void scan_newline() {
    if (!holes_.empty() && !holes_.back().block) give_up_text();
    const auto begin = at_;
    at_ += starts_with("\r\n") ? 2 : 1;
    const bool first = list_.tokens.empty() || list_.tokens.back().kind != K::newline;
    if (first && holes_.empty()) push(K::newline, begin);
    line_start_ = true;
  }

  std::size_t line_end() const { return std::min(text_.find_first_of("\r\n", at_), text_.size()); }

  void scan_comment() {
    const auto begin = at_;
    at_ = line_end();
    list_.comments.push_back({reporter_.span(offset(begin), offset(at_))});
  }

  void scan_word() {
    const auto begin = at_;
    take_word();
    if (static_cast<unsigned char>(peek()) >= 0x80 && is_foreign_letter(at_)) return scan_foreign_word(begin);
    const auto word = text_.substr(begin, at_ - begin);
    if (!joins_number(word)) push(word_kind(word), begin);
  }
  void take_word() {
    while (is_word_char(peek())) ++at_;
    while (peek() == '-' && is_word_char(peek(1))) {
      ++at_;
      while (is_word_char(peek())) ++at_;
    }
  }

  /// `2 GiB`: the unit is reported and becomes part of the number.
  bool joins_number(std::string_view word) {
    if (list_.tokens.empty() || line_start_) return false;
    Token& number = list_.tokens.back();
    if (number.kind != K::number || is_letter(text_[number.end - 1])) return false;
    if (!is_unit(word) && intended_units(word).empty()) return false;
    const auto next = text_.find_first_not_of(" \t", at_);
    if (next != std::string_view::npos && text_[next] == '=') return false;
    const auto digits = reporter_.text(number);
    number.end = offset(at_);
    if (is_unit(word))  // a wrong one is reported with its right spelling when the number is read
      reporter_.report(catalog::space_before_unit, offset(at_ - word.size()), offset(at_), word)
          .with_hint(fmt::format("write `{}{}`", digits, word));
    return true;
  }

  void scan_number() {
    const auto begin = at_;
    const auto digits = [&] {
      while (is_digit(peek())) ++at_;
    };
    digits();
    if (peek() == '.' && is_digit(peek(1))) {
      ++at_;
      digits();
    }
    while (is_letter(peek())) ++at_;
    take_glued(begin);
    push(K::number, begin);
  }
  /// What people write without a space after a number, as in 10.0.0.1/16 or 1_000, is one word; the parser
  /// says why it is no number.
  void take_glued(std::size_t begin) {
    while (is_word_char(peek()) || (peek() == '.' && is_word_char(peek(1)))) ++at_;
    const auto word = text_.substr(begin, at_ - begin);
    if (std::count(word.begin(), word.end(), '.') < 2 || peek() != '/' || !is_digit(peek(1))) return;
    ++at_;
    while (is_digit(peek())) ++at_;
  }

  void scan_quote() {
    const bool block = starts_with("\"\"\"");
    if (block && !holes_.empty() && holes_.back().block) return give_up_text();
    const Hole text{block && holes_.empty(), at_, list_.tokens.size(), 0};
    at_ += text.block ? 3 : 1;
    scan_text(text, at_ - (text.block ? 3 : 1), true);
  }

  /// The rest of a text up to its end or the next interpolation.
  void scan_text(Hole text, std::size_t begin, bool first) {
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
  void open_hole(Hole text, std::size_t begin, bool first) {
    text.begin = at_;
    text.parens = 0;
    at_ += 2;
    push(first ? K::text_head : K::text_mid, begin);
    holes_.push_back(text);
  }
  void close_hole() {
    const auto begin = at_++;
    const Hole text = holes_.back();
    holes_.pop_back();
    scan_text(text, begin, false);
  }

  /// Text that has no end on its line inside an interpolation is the interpolation's fault: `"a \(b"`.
  void report_unterminated(const Hole& text) {
    if (text.block) {
      reporter_.report(catalog::unterminated_block_text, offset(text.text_begin), offset(text.text_begin + 3))
          .with_hint("end it with `\"\"\"`; everything to the end of the file was taken as text");
    } else if (!holes_.empty() && !holes_.back().block) {
      report_hole(holes_.back());
    } else {
      reporter_.report(catalog::unterminated_text, offset(text.text_begin), offset(text.text_begin + 1))
          .with_hint("close it with `\"`, or write text of several lines between `\"\"\"`");
    }
  }
  void report_hole(const Hole& hole) {
    reporter_.report(catalog::unterminated_interpolation, offset(hole.begin), offset(hole.begin + 2))
        .with_hint(hole.block ? "close it with `)` before the text ends"
                              : "close it with `)` before the text and the line end");
  }

  /// The interpolation at hand does not end where it must.
  void give_up_text() {
    report_hole(holes_.back());
    Hole text = holes_.back();
    holes_.pop_back();
    if (text.block && starts_with("\"\"\"")) at_ += 3;
    replace_by_bad(text);
  }
  /// The whole text, with those around it that must end on the same line, becomes one bad token.
  void replace_by_bad(Hole text) {
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

  void scan_wide() {
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
  bool is_foreign_letter(std::size_t at) const {
    const auto code_point = utf8::decode(text_, at).code_point;
    return !is_foreign_quote(code_point) && !is_reported_character(code_point) &&
           !is_unusual_space(code_point);
  }
  /// A run of letters of which some are not of the language: one bad token.
  void scan_foreign_word(std::size_t begin) {
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
  void scan_foreign_quotes(char32_t open, std::size_t size) {
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

  void scan_foreign_comment() {
    const auto begin = at_;
    const auto end = peek(1) == '*' ? text_.find("*/", at_ + 2) : std::string_view::npos;
    reporter_.report(catalog::foreign_comment, offset(begin), offset(begin + 2), text_.substr(begin, 2))
        .with_hint(peek(1) == '*' ? "a comment goes from `#` to the end of its line; put `#` before each line"
                                  : "a comment goes from `#` to the end of its line");
    at_ = end == std::string_view::npos ? line_end() : end + 2;
    if (text_.substr(begin, at_ - begin).find_first_of("\r\n") != std::string_view::npos) line_start_ = true;
  }

  void scan_sign() {
    if (peek() == '(' && !holes_.empty()) ++holes_.back().parens;
    if (peek() == ')' && !holes_.empty() && holes_.back().parens-- == 0) return close_hole();
    if (scan_foreign_operator()) return;
    for (std::size_t size : {2u, 1u}) {
      const auto kind = sign_kind(text_.substr(at_, size));
      if (kind != K::bad) return push_next(kind, size);
    }
    if (peek() == ';') return scan_semicolon();
    if (peek() == '\'') return scan_foreign_quotes('\'', 1);
    scan_unknown();
  }
  static K sign_kind(std::string_view sign) {
    for (auto kind = K::equals; kind <= K::greater_equal; kind = static_cast<K>(static_cast<int>(kind) + 1))
      if (spelling(kind) == sign) return kind;
    return K::bad;
  }
  bool scan_foreign_operator() {
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
  void scan_semicolon() {
    reporter_.report(catalog::semicolon, offset(at_), offset(at_ + 1))
        .with_hint("leave it out; two items on one line are separated by `,`");
    push_next(K::comma, 1);
  }
  void scan_unknown() {
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

  Reporter& reporter_;
  std::string_view text_;
  std::size_t at_ = 0;
  bool line_start_ = true;
  TokenList list_;
  std::vector<Hole> holes_;
};

}  // namespace

std::optional<TokenList> scan(Reporter& reporter) {
  auto list = Scanner(reporter).run();
  if (!list) {
    const auto size = static_cast<std::uint32_t>(reporter.text().size());
    reporter.report(catalog::too_many_tokens, size, size, max_tokens)
        .with_hint("split it into files and `use` them");
  }
  return list;
}

}  // namespace herdc::syntax
