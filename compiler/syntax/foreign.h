#pragma once

#include <span>
#include <string_view>

#include "compiler/syntax/tokens.h"

namespace herdc::syntax {

/// Spellings of other languages that the scanner knows by sight.
struct ForeignOperator {
  std::string_view spelling;
  TokenKind meant;  ///< `bad` when it has no counterpart
  std::string_view hint;
};
/// Longer ones first.
std::span<const ForeignOperator> foreign_operators();

/// Why a single character means nothing, and what to write instead; may be empty.
std::string_view hint_for_character(char character);

/// The quotation mark that would close `open`, or 0 when `open` is none. `"` itself is not among them.
bool is_foreign_quote(char32_t open);
bool closes_foreign_quote(char32_t open, char32_t candidate);

}  // namespace herdc::syntax
