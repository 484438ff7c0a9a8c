#pragma once

#include "compiler/model/model.h"

namespace herdc::analysis {

/// A proxy runs in a container like any service, so for each one a service of its name is added to the model,
/// with what the proxy says about image, hosts, bounds and ports, and with its configuration.
void add_proxy_services(model::Model& model);

}  // namespace herdc::analysis
