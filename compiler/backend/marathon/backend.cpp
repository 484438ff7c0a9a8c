#include "compiler/backend/marathon/backend.h"

namespace herdc::marathon {

void emit(const backend::Input&, artifact::Tree&, Sink&) {}

}  // namespace herdc::marathon
