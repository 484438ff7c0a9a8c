#pragma once

#include <optional>

#include "compiler/syntax/reporter.h"

namespace herdc::syntax {

/// Text → tokens, with a newline token for each run of line ends. Text with interpolations becomes several
/// tokens, with those of the interpolated expressions between. What is no token is reported here, and
/// replaced by what was meant where that is clear, otherwise by a token of kind `bad`, at which the parser
/// stumbles in silence. Nothing when the file has more than `max_tokens`.
std::optional<TokenList> scan(Reporter& reporter);

}  // namespace herdc::syntax
