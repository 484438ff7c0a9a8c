#pragma once

#include <string>
#include <vector>

#include "compiler/diagnostics/sink.h"

namespace herdc::diagnostics {

struct TextStyle {
  bool color = false;
};

/// The form for people: place, code, message, an excerpt with carets, notes, hints. Nothing of the input
/// reaches the terminal raw: control and bidirectional characters are shown as escapes.
std::string render_text(const Diagnostic& diagnostic, const SourceMap& sources, TextStyle style);

/// All of them, and a closing line with their numbers ("2 errors, 1 warning, 3 allowed"); "" when there is
/// none.
std::string render_text(const std::vector<Diagnostic>& list, const SourceMap& sources, TextStyle style,
                        std::size_t allowed = 0);

}  // namespace herdc::diagnostics
