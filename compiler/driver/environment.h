#pragma once

#include <functional>
#include <iosfwd>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "compiler/base/file_system.h"

namespace herdc::driver {

/// What another program said.
struct ProgramResult {
  int exit_code = 0;  ///< 127 when it could not be started
  std::string output;
  std::string errors;
};

/// Everything impure, so that the whole tool runs inside a test.
struct Environment {
  std::ostream& out;
  std::ostream& err;
  bool terminal = false;  ///< whether `err` is one
  std::function<std::optional<std::string>(const std::string& name)> variable;
  std::function<Result<std::unique_ptr<ReadFiles>>(const std::string& root)> open;
  std::function<ProgramResult(const std::vector<std::string>& words)> run;
  std::function<double()> seconds;  ///< a clock for --timings; never reaches an output
};

/// The real one.
Environment real_environment();

}  // namespace herdc::driver
