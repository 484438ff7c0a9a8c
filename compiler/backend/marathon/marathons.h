#pragma once

#include <optional>
#include <vector>

#include "compiler/backend/marathon/launch_script.h"
#include "compiler/diagnostics/sink.h"
#include "compiler/model/model.h"

namespace herdc::marathon {

/// The services that say `provides = "marathon"`, by name.
std::vector<model::DeclId> marathons_of(const model::Model& model);

/// Where one answers. Reports a service that has no port for it.
Marathon marathon_at(const model::Model& model, model::DeclId service, Sink& sink);

/// The one that runs an app; not valid when there is none. Reports what is unclear.
model::DeclId marathon_for(const model::Model& model, model::DeclId app, Sink& sink);

/// An app cannot wait for what another Marathon runs.
void check_order(const model::Model& model, model::DeclId app, Sink& sink);

}  // namespace herdc::marathon
