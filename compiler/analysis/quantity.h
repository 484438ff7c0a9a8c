#pragma once

#include <optional>
#include <string_view>

#include "compiler/model/value.h"

namespace herdc::analysis {

/// A number with or without a unit: "12" (int), "0.5" (number), "2GiB" (bytes), "5min" (duration). Nothing
/// when it is none of them or cannot be held exactly ("0.3B").
std::optional<model::Value::Data> parse_quantity(std::string_view digits, std::string_view unit);
/// The same from one text.
std::optional<model::Value::Data> parse_quantity(std::string_view text);

/// In the largest unit that divides it: "2GiB", "90s".
std::string to_text(model::Bytes value);
std::string to_text(model::Duration value);

}  // namespace herdc::analysis
