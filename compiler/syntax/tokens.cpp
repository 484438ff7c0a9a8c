#include "compiler/syntax/tokens.h"

#include <array>

namespace herdc::syntax {
namespace {

constexpr std::array<std::string_view, 57> spellings = {
    "",
#define TOKEN(name, grammar_name, spelling) spelling,
#include "compiler/syntax/tokens.def"
#undef TOKEN
};

using K = TokenKind;

}  // namespace

std::string_view spelling(TokenKind kind) {
  return spellings[static_cast<std::size_t>(kind)];
}

bool is_keyword(TokenKind kind) {
  return kind >= K::for_ && kind <= K::remove;
}

bool is_comparison(TokenKind kind) {
  return (kind >= K::equal && kind <= K::greater_equal) || kind == K::in;
}

bool is_infix(TokenKind kind) {
  return (kind >= K::range && kind <= K::greater_equal) || kind == K::in || kind == K::and_ || kind == K::or_;
}

bool ends_operand(TokenKind kind) {
  switch (kind) {
    case K::identifier:
    case K::number:
    case K::text:
    case K::text_tail:
    case K::bad:
    case K::brace_close:
    case K::paren_close:
    case K::bracket_close:
    case K::true_:
    case K::false_:
    case K::none:
      return true;
    default:
      return false;
  }
}

bool starts_operand(TokenKind kind) {
  switch (kind) {
    case K::identifier:
    case K::number:
    case K::text:
    case K::text_head:
    case K::paren_open:
    case K::bracket_open:
    case K::brace_open:
    case K::true_:
    case K::false_:
    case K::none:
    case K::not_:
    case K::every:
      return true;
    default:
      return false;
  }
}

bool opens(TokenKind kind) {
  return kind == K::brace_open || kind == K::paren_open || kind == K::bracket_open || kind == K::text_head ||
         kind == K::text_mid;
}

bool closes(TokenKind kind) {
  return kind == K::brace_close || kind == K::paren_close || kind == K::bracket_close ||
         kind == K::text_tail || kind == K::text_mid;
}

TokenKind closer_of(TokenKind opener) {
  switch (opener) {
    case K::brace_open:
      return K::brace_close;
    case K::paren_open:
      return K::paren_close;
    case K::bracket_open:
      return K::bracket_close;
    default:
      return K::text_tail;
  }
}

TokenKind word_kind(std::string_view word) {
  for (auto kind = K::for_; is_keyword(kind); kind = static_cast<K>(static_cast<int>(kind) + 1))
    if (spelling(kind) == word) return kind;
  return K::identifier;
}

}  // namespace herdc::syntax
