#include "compiler/syntax/scanner.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/syntax/characters.h"
#include "compiler/syntax/parse.h"
#include "compiler/syntax/scanner_state.h"
#include "compiler/syntax/units.h"

namespace herdc::syntax {

using K = TokenKind;

Scanner::Scanner(Reporter& reporter) : reporter_(reporter), text_(reporter.text()) {
  if (text_.starts_with(byte_order_mark)) at_ = byte_order_mark.size();
}

std::optional<TokenList> Scanner::run() {
  list_.tokens.reserve(text_.size() / 5 + 1);
  while (at_ < text_.size() && !reporter_.flooded()) {
    scan_one();
    if (list_.tokens.size() > max_tokens) return std::nullopt;
  }
  while (!holes_.empty() && !reporter_.flooded()) give_up_text();
  push(K::end, at_);
  return std::move(list_);
}

void Scanner::scan_one() {
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

void Scanner::scan_newline() {
  if (!holes_.empty() && !holes_.back().block) give_up_text();
  const auto begin = at_;
  at_ += starts_with("\r\n") ? 2 : 1;
  const bool first = list_.tokens.empty() || list_.tokens.back().kind != K::newline;
  if (first && holes_.empty()) push(K::newline, begin);
  line_start_ = true;
}

std::size_t Scanner::line_end() const {
  return std::min(text_.find_first_of("\r\n", at_), text_.size());
}

void Scanner::scan_comment() {
  const auto begin = at_;
  at_ = line_end();
  list_.comments.push_back({reporter_.span(offset(begin), offset(at_))});
}

void Scanner::scan_word() {
  const auto begin = at_;
  take_word();
  if (static_cast<unsigned char>(peek()) >= 0x80 && is_foreign_letter(at_)) return scan_foreign_word(begin);
  const auto word = text_.substr(begin, at_ - begin);
  if (!joins_number(word)) push(word_kind(word), begin);
}

void Scanner::take_word() {
  while (is_word_char(peek())) ++at_;
  while (peek() == '-' && is_word_char(peek(1))) {
    ++at_;
    while (is_word_char(peek())) ++at_;
  }
}

/// `2 GiB`: the unit is reported and becomes part of the number.
bool Scanner::joins_number(std::string_view word) {
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

void Scanner::scan_number() {
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
void Scanner::take_glued(std::size_t begin) {
  while (is_word_char(peek()) || (peek() == '.' && is_word_char(peek(1)))) ++at_;
  const auto word = text_.substr(begin, at_ - begin);
  if (std::count(word.begin(), word.end(), '.') < 2 || peek() != '/' || !is_digit(peek(1))) return;
  ++at_;
  while (is_digit(peek())) ++at_;
}

void Scanner::scan_sign() {
  if (peek() == '(' && !holes_.empty()) ++holes_.back().parens;
  if (peek() == ')' && !holes_.empty() && holes_.back().parens-- == 0) return close_hole();
  constexpr std::string_view foreign_beginnings = "=!&|<-:?*";
  if (foreign_beginnings.find(peek()) != std::string_view::npos && scan_foreign_operator()) return;
  for (std::size_t size : {2u, 1u}) {
    const auto kind = sign_kind(text_.substr(at_, size));
    if (kind != K::bad) return push_next(kind, size);
  }
  if (peek() == ';') return scan_semicolon();
  if (peek() == '\'') return scan_foreign_quotes('\'', 1);
  scan_unknown();
}

K Scanner::sign_kind(std::string_view sign) {
  for (auto kind = K::equals; kind <= K::greater_equal; kind = static_cast<K>(static_cast<int>(kind) + 1))
    if (spelling(kind) == sign) return kind;
  return K::bad;
}

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
