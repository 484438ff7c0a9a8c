#pragma once

#include "compiler/driver/options.h"

namespace herdc::driver {

/// One command: takes the options, says what it did, returns the exit code.
int build(const Options& options, Environment& environment);
int check(const Options& options, Environment& environment);
int explain(const Options& options, Environment& environment);
int init(const Options& options, Environment& environment);
int test(const Options& options, Environment& environment);
int lock(const Options& options, Environment& environment);
int reference(const Options& options, Environment& environment);

std::vector<std::string> command_names();
std::string_view command_summary(std::string_view name);

/// The whole tool: words behind the program's name in, exit code out.
int run(const std::vector<std::string>& words, Environment& environment);

}  // namespace herdc::driver
