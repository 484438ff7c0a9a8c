#pragma once

#include "compiler/diagnostics/catalog_rules.h"
#include "compiler/diagnostics/sink.h"
#include "compiler/model/model.h"

/// What a careful operator would object to in a cluster that compiles: warnings and refusals, which `allow`
/// takes back for one block.
namespace herdc::rules {

/// All rules. The model has no errors.
void check(const model::Model& model, Sink& sink);

// One rule each, in a file of its name.
void host_networking(const model::Model& model, Sink& sink);
void stays_down(const model::Model& model, Sink& sink);
void unread_variables(const model::Model& model, Sink& sink);
void directories(const model::Model& model, Sink& sink);
void ids_from_names(const model::Model& model, Sink& sink);
void engine_variables(const model::Model& model, Sink& sink);
void literal_secrets(const model::Model& model, Sink& sink);
void open_routes(const model::Model& model, Sink& sink);

}  // namespace herdc::rules
