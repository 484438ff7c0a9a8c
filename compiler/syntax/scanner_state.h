#pragma once

#include "compiler/base/text.h"
#include "compiler/syntax/scanner.h"

namespace herdc::syntax {

/// The scanner at work. Its functions each take what begins at the place where it stands, and move behind it;
/// scanner.cpp has those for names, numbers and signs, scanner_text.cpp those for text and interpolations,
/// scanner_foreign.cpp those for what belongs to other languages.
class Scanner {
 public:
  explicit Scanner(Reporter& reporter);
  std::optional<TokenList> run();

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
  void push(TokenKind kind, std::size_t begin) {
    list_.tokens.push_back({kind, line_start_, false, offset(begin), offset(at_)});
    line_start_ = false;
  }
  void push_next(TokenKind kind, std::size_t size) {
    const auto begin = at_;
    at_ += size;
    push(kind, begin);
  }

  void scan_one();
  void scan_newline();
  std::size_t line_end() const;
  void scan_comment();
  void scan_word();
  void take_word();
  bool joins_number(std::string_view word);
  void scan_number();
  void take_glued(std::size_t begin);
  void scan_sign();
  static TokenKind sign_kind(std::string_view sign);

  void scan_quote();
  void scan_text(Hole text, std::size_t begin, bool first);
  void open_hole(Hole text, std::size_t begin, bool first);
  void close_hole();
  void report_unterminated(const Hole& text);
  void report_hole(const Hole& hole);
  void give_up_text();
  void replace_by_bad(Hole text);

  void scan_wide();
  bool is_foreign_letter(std::size_t at) const;
  void scan_foreign_word(std::size_t begin);
  void scan_foreign_quotes(char32_t open, std::size_t size);
  void scan_foreign_comment();
  bool scan_foreign_operator();
  void scan_semicolon();
  void scan_unknown();

  Reporter& reporter_;
  std::string_view text_;
  std::size_t at_ = 0;
  bool line_start_ = true;
  TokenList list_;
  std::vector<Hole> holes_;  ///< innermost last
};

inline bool is_word_char(char c) {
  return is_letter(c) || is_digit(c) || c == '_';
}

}  // namespace herdc::syntax
