#pragma once

#include "compiler/syntax/tokens.h"

namespace herdc::syntax {

/// How deep the parser would recurse: brackets, blocks and interpolations, prefix `-` and `not`, and each `if
/// … then` that stands in another one.
class Nesting {
 public:
  /// Every token in order; `previous` is the one before it.
  void pass(TokenKind kind, TokenKind previous);
  std::size_t depth() const { return depth_; }

 private:
  struct Level {
    std::size_t choices = 0;   // `if` since the last separator
    std::size_t prefixes = 0;  // `-` and `not` since the last operand
  };
  void open();
  void close();
  void end_operand();
  void separate();

  std::vector<Level> levels_{Level{}};
  std::size_t depth_ = 0;
};

}  // namespace herdc::syntax
