#include "compiler/backend/mesos/backend.h"

namespace herdc::mesos {

void emit(const backend::Input&, artifact::Tree&, Sink&) {}

}  // namespace herdc::mesos
