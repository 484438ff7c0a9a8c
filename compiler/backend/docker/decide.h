#pragma once

#include <string>

#include "compiler/backend/docker/container.h"
#include "compiler/diagnostics/sink.h"
#include "compiler/image/contexts.h"
#include "compiler/model/model.h"

namespace herdc::docker {

/// model → document: what `docker create` gets for each host of a service. Reports what docker cannot be
/// told.
Container decide(const model::Model& model, const image::Contexts& images, model::DeclId service, Sink& sink);

}  // namespace herdc::docker
