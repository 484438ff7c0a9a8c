#pragma once

#include <string>
#include <vector>

namespace herdc::driver {

/// What one `test` block came to.
struct TestResult {
  std::string name;
  std::string file;
  std::vector<std::string> messages;  ///< of its failures, one line each; none: it passed
  std::string details;                ///< the failures as they are shown to people
};

/// The form that build servers read. Without times, so that the same tests give the same bytes.
std::string junit(const std::vector<TestResult>& results);

}  // namespace herdc::driver
