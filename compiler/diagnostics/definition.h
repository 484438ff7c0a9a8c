#pragma once

#include <fmt/core.h>

#include <string_view>

namespace herdc::diagnostics {

/// `refused` is an error that a block can `allow` with a reason: right in rare cases, dangerous in all
/// others.
enum class Severity { note, warning, refused, error };

/// Whether nothing is generated because of it.
constexpr bool is_error(Severity severity) {
  return severity >= Severity::refused;
}

/// One line of the catalog. The code is printed as HERDnnnn, stays the same for ever and is never given to
/// something else. `text` is checked against the arguments' types when the compiler is built.
struct Code {
  int number = 0;
  Severity severity = Severity::error;
  std::string_view name;  ///< the catalog's identifier, such as "unknown_field"
};

template <class... Args>
struct Definition {
  Code code;
  fmt::format_string<Args...> text;
};

}  // namespace herdc::diagnostics
