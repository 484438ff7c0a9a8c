#pragma once

#include "compiler/driver/project.h"

namespace herdc::driver {

/// `herdc test --mutate`: changes the sources in memory, one thing at a time, and says which changes no test,
/// rule or lint noticed. Exit code 1 when there are any.
int mutate(const Project& project, const Options& options, Environment& environment);

}  // namespace herdc::driver
