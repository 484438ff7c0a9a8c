#pragma once

#include <string>

#include "compiler/model/model.h"

namespace herdc::docker {

/// The user that writes a service's data, as "uid:gid": the service's own, or that of its image or of an
/// image below it. "" when it is known by name only, or by a Dockerfile of the user's own.
std::string data_owner(const model::Model& model, const model::Declaration& service);

}  // namespace herdc::docker
