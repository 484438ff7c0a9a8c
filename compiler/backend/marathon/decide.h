#pragma once

#include "compiler/backend/marathon/draft.h"

namespace herdc::marathon {

/// model → document: an app as Marathon's API takes it, every default that matters written out. Reports what
/// Marathon would refuse, or would take for something else.
Draft decide(const Surroundings& surroundings, model::DeclId app, Sink& sink);

}  // namespace herdc::marathon
