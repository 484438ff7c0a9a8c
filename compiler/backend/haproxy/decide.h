#pragma once

#include "compiler/backend/haproxy/document.h"
#include "compiler/diagnostics/sink.h"
#include "compiler/model/model.h"

namespace herdc::haproxy {

/// model → document. Reports what HAProxy cannot be told.
Proxy decide(const model::Model& model, model::DeclId proxy, Sink& sink);

/// Whether something at run time fills servers of this proxy: it has a route to an app.
bool has_apps(const Proxy& proxy);

}  // namespace herdc::haproxy
