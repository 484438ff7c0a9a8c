#pragma once

#include "compiler/syntax/reporter.h"

namespace herdc::syntax {

/// The first byte that is no UTF-8 is reported; such a file is not read any further (false).
bool check_encoding(Reporter& reporter);

/// Reports control characters, bidirectional controls and a byte order mark that is not at the start,
/// wherever they stand: also inside text and comments, where a reviewer would not see them.
void check_characters(Reporter& reporter);

/// What the scanner skips between tokens besides blanks: all that `check_characters` has reported.
bool is_reported_character(char32_t code_point);
bool is_unusual_space(char32_t code_point);

inline constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

}  // namespace herdc::syntax
