#pragma once

#include <string>

#include "compiler/output/directory.h"
#include "compiler/output/manifest.h"

namespace herdc::output {

/// Takes an old tree, `name` in `stage`, apart after `tree` has taken its place: a file that the old manifest
/// lists and whose hash is still right goes, and so does a second name of a file of the new tree; anything
/// else (a directory of the user's, what somebody has written while the build ran) moves over into the new
/// tree, where it replaces what stands there, and nothing is lost. `tree` is null when there is no new tree:
/// then the old one must hold nothing else.
Status retire(const Directory& stage, const std::string& name, const Manifest& old, const Directory* tree);

}  // namespace herdc::output
