#pragma once

#include <map>

#include "compiler/analysis/session.h"
#include "compiler/driver/junit.h"
#include "compiler/driver/options.h"

namespace herdc::driver {

/// What became of a project for one choice of environment and params.
struct Tried {
  analysis::Choices choices;
  std::vector<std::size_t> tests;  ///< that asked for it, by their place in the project
  std::vector<diagnostics::Diagnostic> reported;
  std::map<std::string, std::string> files;  ///< all that would be written
};

struct TestRun {
  std::vector<TestResult> results;  ///< in the order of the files
  std::vector<Tried> tried;         ///< each compiled once
};

/// Compiles the project once for each choice that its tests make, and looks at the tests. With `plain`, also
/// for what the command line chose, whether or not a test asks for it.
TestRun run_tests(const ReadFiles& files, const std::string& entry, const Options& options,
                  bool plain = false);

}  // namespace herdc::driver
