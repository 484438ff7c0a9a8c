#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace herdc::testing {

/// A block of a markdown page: what stands behind its ```, and its text.
struct Fence {
  std::string words;
  std::string text;
};
std::vector<Fence> fences(std::string_view page);

}  // namespace herdc::testing
