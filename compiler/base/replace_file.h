#pragma once

#include <string>
#include <string_view>

#include "compiler/base/result.h"

namespace herdc {

/// Puts `bytes` at `path` (mode 0644) by a temporary file beside it, fsync and rename: readers see the old or
/// the new contents, and a failure leaves the old.
Status replace_file(const std::string& path, std::string_view bytes);

/// The same for a file that must not exist yet.
Status create_file(const std::string& path, std::string_view bytes);

/// The directory and those above it, as far as they are missing.
Status make_directories(const std::string& path);

}  // namespace herdc
