#include "compiler/backend/marathon/version.h"

#include <charconv>
#include <limits>

#include "compiler/base/text.h"

namespace herdc::marathon {

Version parse_version(std::string_view text) {
  Version version{{0, 0, std::numeric_limits<int>::max()}};
  std::size_t place = 0;
  for (const auto& part : split(text, "."))
    if (place < version.numbers.size())
      std::from_chars(part.data(), part.data() + part.size(), version.numbers[place++]);
  return version;
}

}  // namespace herdc::marathon
