#pragma once

#include <span>

#include "compiler/diagnostics/sink.h"
#include "compiler/model/model.h"

namespace herdc::analysis {

/// What one notes at the block when a mistake stands in the component that it is made from; `more` are like
/// it.
std::string made_from_note(std::string_view title, std::size_t more = 0);

/// Diagnostics reported after `mark` that stand in a component and say nothing of the blocks made from it:
/// adds the first block of `among` that it may be about. Those whose message names a block are about that
/// one.
void name_instances(std::span<const model::Declaration> among, std::size_t mark, Sink& sink);

}  // namespace herdc::analysis
