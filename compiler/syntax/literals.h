#pragma once

#include <optional>

#include "compiler/syntax/reporter.h"

namespace herdc::syntax {

/// "2GiB" → digits and unit; nothing, and a diagnostic, when it cannot be told what was meant.
std::optional<ast::Number> read_number(const Token& token, Reporter& reporter);

/// One stretch of a text between its quotes and interpolations, as bytes of the source.
struct TextPiece {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
};
/// How the text was quoted, which decides what its characters mean.
struct Quoting {
  bool block = false;    ///< between triple quotes
  bool foreign = false;  ///< between quotes of another kind (reported already): nothing is an escape
};
Quoting quoting_of(const Token& first, std::string_view source);
/// What stands between the delimiters of one text token.
TextPiece piece_of(const Token& token, Quoting quoting, std::string_view source);

/// Escapes read, line ends as LF, and in a text between triple quotes its indentation taken off. One literal
/// for each piece.
std::vector<std::string> read_text(const std::vector<TextPiece>& pieces, Quoting quoting, Reporter& reporter);

}  // namespace herdc::syntax
