#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "compiler/diagnostics/sink.h"
#include "compiler/model/model.h"

namespace herdc::docker {

/// Docker's spelling of a size, exactly: "2g", "1536m", "100b".
std::string docker_size(model::Bytes size);

/// Limits of a container that docker or the kernel would refuse, or take for "none".
void check_limits(const model::Declaration& service, Sink& sink);

/// Why a directory of the host cannot be mounted: not absolute, not in its shortest form, unprintable.
std::optional<std::string> mount_path_problem(std::string_view path);

/// Directories that are the machine itself: a container that can write there is root on it.
bool is_system_directory(std::string_view path);

}  // namespace herdc::docker
