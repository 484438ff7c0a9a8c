#include "tests/support/fences.h"

#include "tests/support/files.h"

namespace herdc::testing {

std::vector<Fence> fences(std::string_view page) {
  constexpr std::string_view mark = "```";
  std::vector<Fence> found;
  bool inside = false;
  for (const auto& line : split_lines(page)) {
    if (inside && line == mark)
      inside = false;
    else if (inside)
      found.back().text += line + "\n";
    else if (line.starts_with(mark))
      inside = true, found.push_back({line.substr(mark.size()), ""});
  }
  return found;
}

}  // namespace herdc::testing
