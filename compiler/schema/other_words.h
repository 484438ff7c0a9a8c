#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "compiler/schema/schema.h"

namespace herdc::schema {

/// How a block says what Marathon calls `word`, in either of its spellings: "upgrade" for `upgradeStrategy`
/// in an app, "marathon { require_ports = … }" for `requirePorts`. Nothing for other words.
std::optional<std::string> instead_of(Shape owner, std::string_view word);

/// `backoff_seconds` for `backoffSeconds`.
std::string snake_case(std::string_view camel);

}  // namespace herdc::schema
