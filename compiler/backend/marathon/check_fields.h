#pragma once

#include "compiler/backend/marathon/draft.h"

namespace herdc::marathon {

/// Holds a whole document against the table of Marathon's fields: what each value may be, what has to be
/// there, and what the cluster's Marathon knows.
void check_fields(const Draft& draft);

}  // namespace herdc::marathon
