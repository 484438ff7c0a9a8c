#pragma once

#include <string>
#include <string_view>

namespace herdc::testing {

/// The lines in which two texts differ, as `diff -u` shows them; "" when the texts are equal. Control
/// characters are shown as escapes.
std::string unified_diff(std::string_view expected, std::string_view actual, std::string_view name);

}  // namespace herdc::testing
