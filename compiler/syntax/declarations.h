#pragma once

#include <optional>

#include "compiler/syntax/brackets.h"

namespace herdc::syntax {

/// Cuts the tokens of a file into its top-level declarations and lays each out for the parser: brackets
/// balanced, newlines only where they separate, nesting bounded. Two that stand on one line stay together.
class Declarations {
 public:
  Declarations(const TokenList& list, Reporter& reporter) : raw_(list.tokens), reporter_(reporter) {}

  /// The next one, ending with a token of kind `end`; nothing at the end of the file. One that is nested too
  /// deep is reported and skipped.
  std::optional<std::vector<Token>> next();
  /// Some tokens were reported here and left out, or brackets were added.
  bool repaired() const { return repaired_; }

 private:
  bool skip_to_declaration();
  bool skip_orphans();
  std::size_t last_token_before(std::size_t index) const;
  Walk walk_declaration(std::size_t begin);

  const std::vector<Token>& raw_;
  Reporter& reporter_;
  std::size_t at_ = 0;
  std::size_t unbalanced_ = 0;
  std::size_t last_ = 0;             // last token of the declaration before
  std::size_t orphans_checked_ = 0;  // up to here they have been looked for
  bool repaired_ = false;
};

}  // namespace herdc::syntax
