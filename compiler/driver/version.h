#pragma once

#include <string_view>

namespace herdc::driver {

inline constexpr std::string_view version = HERDC_VERSION;

}  // namespace herdc::driver
