#pragma once

#include "compiler/artifact/lines.h"
#include "compiler/backend/marathon/document.h"

namespace herdc::marathon {

/// document → text: two spaces of indentation, one value a line, each line with what wrote it. A document has
/// one text only, so that a line of difference is a difference.
artifact::Lines json_text(const Json& document);

}  // namespace herdc::marathon
