#include "compiler/syntax/nesting.h"

namespace herdc::syntax {

using K = TokenKind;

void Nesting::open() {
  levels_.push_back({});
  ++depth_;
}

void Nesting::close() {
  if (levels_.size() == 1) return;
  depth_ -= 1 + levels_.back().choices + levels_.back().prefixes;
  levels_.pop_back();
}

void Nesting::end_operand() {
  depth_ -= levels_.back().prefixes;
  levels_.back().prefixes = 0;
}

void Nesting::separate() {
  end_operand();
  depth_ -= levels_.back().choices;
  levels_.back().choices = 0;
}

void Nesting::pass(TokenKind kind, TokenKind previous) {
  if (closes(kind)) close();
  if (ends_operand(kind)) end_operand();
  if (kind == K::newline || kind == K::comma) separate();
  const bool at_operand = !ends_operand(previous);
  if (kind == K::not_ || (kind == K::minus && at_operand)) ++depth_, ++levels_.back().prefixes;
  if (kind == K::if_ && at_operand) ++depth_, ++levels_.back().choices;
  if (opens(kind)) open();
}

}  // namespace herdc::syntax
