#pragma once

#include <string>

#include "compiler/analysis/evaluator.h"
#include "compiler/base/result.h"

namespace herdc::analysis {

/// `--print=layers NAME.FIELD` (or `NAME.FIELD.KEY`, an entry of a map): what each layer writes, lowest
/// first, with its place, and which of it holds. A failure says what the words name that is not there.
Result<std::string> print_layers(Evaluator& evaluator, const Outline& outline, const model::Model& model,
                                 const SourceMap& sources, Sink& sink, std::string_view words);

}  // namespace herdc::analysis
