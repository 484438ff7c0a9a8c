#pragma once

#include <string_view>

namespace herdc::model {

/// Whether a directory of a machine belongs to its system (or to the container engine), so that a container
/// that writes there commands the machine. `..` in a path can lead anywhere.
bool is_system_path(std::string_view path);

}  // namespace herdc::model
