#pragma once

#include <string>
#include <string_view>

#include "compiler/schema/schema.h"

namespace herdc::analysis {

/// What a text of this type is called in a message ("an IPv4 address"), and why `text` is none ("" when it is
/// one).
std::string_view text_type_title(schema::Scalar type);
std::string text_type_problem(schema::Scalar type, std::string_view text);
/// Whether `type` is a text with a grammar of its own.
bool is_text_type(schema::Scalar type);

}  // namespace herdc::analysis
