#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace herdc::utf8 {

/// A code point and the bytes it took; size 0 when the bytes at the place are not valid UTF-8 (overlong
/// forms, surrogates, code points past U+10FFFF and truncated sequences are not).
struct Decoded {
  char32_t code_point = 0;
  std::size_t size = 0;
};
Decoded decode(std::string_view text, std::size_t at);

/// Offset of the first byte that does not begin a valid sequence.
std::optional<std::size_t> first_invalid(std::string_view text);

/// `code_point` must be a scalar value (no surrogate, at most U+10FFFF).
void append(std::string& text, char32_t code_point);
bool is_scalar(char32_t code_point);

/// False for control characters and for the bidirectional controls of CVE-2021-42574.
bool is_safe_to_show(char32_t code_point);

/// Number of code points; invalid bytes count one each.
std::size_t length(std::string_view text);

/// At most `most` code points; when there are more, the last one is `…`.
std::string shortened(std::string_view text, std::size_t most);

}  // namespace herdc::utf8
