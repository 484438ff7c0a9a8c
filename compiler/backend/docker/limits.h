#pragma once

#include <string>

#include "compiler/diagnostics/sink.h"
#include "compiler/model/model.h"

namespace herdc::docker {

/// Docker's spelling of a size, exactly: "2g", "1536m", "100b".
std::string docker_size(model::Bytes size);

/// What the language can say and docker cannot: its own least and most values, and whole seconds.
void check_limits(const model::Declaration& service, Sink& sink);

}  // namespace herdc::docker
