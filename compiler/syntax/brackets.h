#pragma once

#include "compiler/syntax/nesting.h"
#include "compiler/syntax/reporter.h"

namespace herdc::syntax {

/// A mistake with brackets, kept until the walk that found it is known to be the last one.
struct BracketMistake {
  enum Kind { unclosed, unopened, stray, wrong, too_early, on_next_line, too_deep } kind;
  Token at;
  Token opener;
};

/// One top-level declaration as the parser will see it.
struct Walk {
  std::vector<Token> tokens;
  std::vector<BracketMistake> mistakes;
  std::size_t end = 0;  ///< index of the first token behind it
  bool balanced = true;
  bool too_deep = false;
  bool took_line = false;  ///< holds a bad token that may have taken brackets
};

enum class Brackets {
  strict,  ///< stop at the first one that does not match
  repair,  ///< find by indentation which one is missing, and go on as if it stood there
};

/// Walks from `begin` to the newline that ends the declaration.
Walk walk(const std::vector<Token>& raw, std::size_t begin, std::string_view text, Brackets mode,
          std::size_t max_nesting);

/// Column of the first character of the line that `offset` is on, counted from 0.
std::size_t indentation(std::string_view text, std::size_t offset);
/// A line that can only be meant as the start of a top-level declaration: `service x … {`, `let x`, `use
/// "…"`.
bool looks_like_declaration(const std::vector<Token>& raw, std::size_t at);
/// A line that can be meant as an item of a body: `cpus = 1`, `env {`, `let x`.
bool looks_like_item(const std::vector<Token>& raw, std::size_t at);

}  // namespace herdc::syntax
