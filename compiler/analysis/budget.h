#pragma once

#include <cstddef>

namespace herdc::analysis {

/// Published limits of evaluation (docs/language.md).
struct Budget {
  std::size_t steps = 10'000'000;       ///< expressions evaluated
  std::size_t value_bytes = 64u << 20;  ///< text and list entries made
  std::size_t declarations = 100'000;
  std::size_t hosts = 100'000;
  std::size_t compared = 1'000'000;  ///< parts of one side of `==`
  std::size_t depth = 10'000;        ///< expressions inside expressions, over all values on the way
};

}  // namespace herdc::analysis
