#pragma once

#include <fmt/format.h>

#include <algorithm>

#include "compiler/syntax/antlr/tree.h"
#include "compiler/syntax/reporter.h"

namespace herdc::syntax {

/// Where the parser stumbled, as the functions that know one kind of mistake each look at it.
struct Site {
  std::span<const Token> tokens;
  std::uint32_t at;    ///< the token that did not fit
  std::uint32_t item;  ///< the first one of the item or map entry
  antlr_fence::Rule rule;
  Reporter& reporter;

  TokenKind kind(std::uint32_t index) const {
    return index < tokens.size() ? tokens[index].kind : TokenKind::end;
  }
  TokenKind here() const { return kind(at); }
  TokenKind before() const { return at == 0 ? TokenKind::newline : kind(at - 1); }
  TokenKind after() const { return kind(at + 1); }
  TokenKind first() const { return kind(item); }
  const Token& token() const { return tokens[at]; }
  const Token& previous() const { return tokens[at == 0 ? 0 : at - 1]; }
  std::string_view text(std::uint32_t index) const { return reporter.text(tokens[index]); }
  /// The line, the brackets or the declaration end here.
  bool at_end() const {
    return here() == TokenKind::newline || here() == TokenKind::end || here() == TokenKind::comma ||
           closes(here());
  }
  /// As many tokens of the item have been read.
  std::uint32_t read() const { return at - item; }
  bool in(std::initializer_list<antlr_fence::Rule> rules) const {
    return std::find(rules.begin(), rules.end(), rule) != rules.end();
  }
};

// Each reports its own kind of mistake and says whether it did.
bool explain_missing_value(const Site& site);
bool explain_value(const Site& site);
bool explain_word_item(const Site& site);
bool explain_item(const Site& site);

}  // namespace herdc::syntax
