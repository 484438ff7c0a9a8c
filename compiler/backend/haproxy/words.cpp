#include "compiler/backend/haproxy/words.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cassert>

#include "compiler/base/text.h"

namespace herdc::haproxy {
namespace {

bool is_plain(char c) {
  return is_letter(c) || is_digit(c) ||
         std::string_view("-_.:/,=@%?&+~!*;()").find(c) != std::string_view::npos;
}

[[maybe_unused]] bool can_stand_in_a_line(char c) {
  return c != '\n' && c != '\r' && c != '\0';
}

struct Unit {
  std::int64_t milliseconds;
  std::string_view name;
};
constexpr std::array units = {Unit{86'400'000, "d"}, Unit{3'600'000, "h"}, Unit{60'000, "m"}, Unit{1000, "s"},
                              Unit{1, "ms"}};

}  // namespace

// Nothing is expanded inside single quotes; `'` itself stands outside of them with a backslash.
ConfigWord ConfigWord::literal(std::string_view value) {
  assert(std::all_of(value.begin(), value.end(), can_stand_in_a_line));
  if (!value.empty() && std::all_of(value.begin(), value.end(), is_plain))
    return ConfigWord(std::string(value));
  return ConfigWord("'" + replace_all(value, "'", "'\\''") + "'");
}

std::string config_time(model::Duration time) {
  const auto unit = std::find_if(units.begin(), units.end(), [&](const Unit& candidate) {
    return time.milliseconds % candidate.milliseconds == 0;
  });
  return time.milliseconds == 0 ? "0"
                                : fmt::format("{}{}", time.milliseconds / unit->milliseconds, unit->name);
}

}  // namespace herdc::haproxy
