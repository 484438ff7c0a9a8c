#pragma once

#include "compiler/driver/environment.h"

namespace herdc::driver {

/// Starts a program found in PATH with exactly these words (no shell), without input, and waits for it.
/// Output of more than 16 MiB is cut.
ProgramResult run_program(const std::vector<std::string>& words);

}  // namespace herdc::driver
