#pragma once

#include "compiler/diagnostics/catalog.h"

namespace herdc::diagnostics::catalog {

#define DIAGNOSTIC(number, severity, name, text, ...) \
  inline constexpr Definition<__VA_ARGS__> name{{number, Severity::severity, #name}, text};
#include "compiler/diagnostics/catalog/marathon.def"
#undef DIAGNOSTIC

}  // namespace herdc::diagnostics::catalog
