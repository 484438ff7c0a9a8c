#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "compiler/diagnostics/definition.h"

/// Every diagnostic that herdc can give is a constant of its own: `catalog::unknown_field`. Those of one
/// layer alone are in catalog_LAYER.h.
namespace herdc::diagnostics::catalog {

using Name = std::string_view;  ///< text shown between backticks: a user's word, a field, a type
using Text = std::string_view;  ///< a phrase of ours, or a list

#define DIAGNOSTIC(number, severity, name, text, ...) \
  inline constexpr Definition<__VA_ARGS__> name{{number, Severity::severity, #name}, text};
#include "compiler/diagnostics/catalog/shared.def"
#undef DIAGNOSTIC

}  // namespace herdc::diagnostics::catalog

namespace herdc::diagnostics {

/// All codes, in the order of their numbers.
std::span<const Code> all_codes();
std::optional<Code> find_code(std::string_view text);  ///< "HERD3001", any case
std::string code_text(const Code& code);               ///< "HERD3001"

}  // namespace herdc::diagnostics
