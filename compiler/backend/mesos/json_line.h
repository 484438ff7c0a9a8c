#pragma once

#include "compiler/backend/mesos/spelling.h"
#include "compiler/base/json.h"

namespace herdc::mesos {

/// One line of JSON; sizes and durations have no form in it.
Word json_line(const Spelling& spelling, const model::Value& value);

/// Why an agent does not start with this in a flag that is JSON; "" when it does.
std::string json_problem(std::string_view flag, const json::Value& value);

}  // namespace herdc::mesos
