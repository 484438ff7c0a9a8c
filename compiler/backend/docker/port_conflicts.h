#pragma once

#include "compiler/diagnostics/sink.h"
#include "compiler/model/model.h"

namespace herdc::docker {

/// Two containers of one machine cannot publish the same port: the one that starts second would fail, at
/// night.
void check_port_conflicts(const model::Model& model, Sink& sink);

}  // namespace herdc::docker
