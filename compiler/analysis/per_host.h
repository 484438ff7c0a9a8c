#pragma once

#include <utility>
#include <vector>

#include "compiler/model/value.h"

namespace herdc::analysis {

/// One value from those of all hosts (at least one). Equal values collapse; containers of one form differ
/// only where their parts do, so a PerHost stands at the innermost places.
model::Value zip(const std::vector<std::pair<model::HostId, model::Value>>& values);

}  // namespace herdc::analysis
