#pragma once

#include <string>
#include <string_view>

namespace herdc {

/// 64 lower-case hexadecimal digits. OpenSSL's implementation.
std::string sha256(std::string_view bytes);

}  // namespace herdc
