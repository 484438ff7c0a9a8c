#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "compiler/syntax/tokens.h"

/// The fence around the ANTLR runtime: tokens go in, a plain tree comes out, and nothing is ever thrown.
namespace herdc::syntax::antlr_fence {

enum class Rule : std::uint8_t {
#define RULE(name, grammar_name) name,
#include "compiler/syntax/antlr/rules.def"
#undef RULE
};

/// What one rule of the grammar matched: the tokens [begin, end) of the declaration, and the rules inside.
/// Tokens are not children; those that are no child's stand between the children.
struct Node {
  Rule rule = Rule::file;
  bool broken = false;  ///< a mistake stands in it, below it only in items of their own
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  std::vector<Node> children;
};

/// The parser could not go on at `token`.
struct Mistake {
  std::uint32_t token = 0;
  std::uint32_t item = 0;  ///< first token of the item or map entry around it
  Rule rule = Rule::file;  ///< the innermost that was being read
};

struct Parsed {
  Node file;
  std::vector<Mistake> mistakes;
  std::string failure;  ///< of the parser itself; then nothing else counts
};

/// Parses one laid-out declaration; the last token is of kind `end`. After a mistake it goes on behind the
/// item or the map entry that holds it, so that each is found once. Throws `std::bad_alloc` and nothing else.
Parsed parse_tokens(std::span<const Token> tokens);

}  // namespace herdc::syntax::antlr_fence
