#pragma once

#include "compiler/backend/mesos/spelling.h"

namespace herdc::mesos {

/// One line of JSON; sizes and durations have no form in it.
Word json_line(const Spelling& spelling, const model::Value& value);

}  // namespace herdc::mesos
