#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "compiler/syntax/ast.h"

namespace herdc::syntax {

enum class TokenKind : std::uint8_t {
  end = 0,  ///< after the last one
#define TOKEN(name, grammar_name, spelling) name,
#include "compiler/syntax/tokens.def"
#undef TOKEN
};

/// What the source text between two byte offsets is. Spelling and value stay in the source.
struct Token {
  TokenKind kind = TokenKind::end;
  bool starts_line = false;  ///< only white space stands before it on its line
  /// A bad token that took the rest of its line, and with it brackets that were meant as such.
  bool took_line = false;
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
};
static_assert(sizeof(Token) <= 32);

/// One file as tokens. Ends with one token of kind `end`; comments stand beside.
struct TokenList {
  std::vector<Token> tokens;
  std::vector<ast::Comment> comments;
};

/// "=" or "from"; empty for kinds whose spelling varies.
std::string_view spelling(TokenKind kind);
bool is_keyword(TokenKind kind);
bool is_comparison(TokenKind kind);
/// Has a value on its right and, but for `-`, one on its left.
bool is_infix(TokenKind kind);
/// A value can end here, so that an operator after it is infix and a value after it lacks a comma.
bool ends_operand(TokenKind kind);
bool starts_operand(TokenKind kind);
/// Opens or closes a bracket or an interpolation; `text_mid` does both.
bool opens(TokenKind kind);
bool closes(TokenKind kind);
/// The kind that closes what `opener` opened.
TokenKind closer_of(TokenKind opener);
/// The keyword that `word` is, or `identifier`.
TokenKind word_kind(std::string_view word);

}  // namespace herdc::syntax
