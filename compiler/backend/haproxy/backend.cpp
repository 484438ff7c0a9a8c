#include "compiler/backend/haproxy/backend.h"

namespace herdc::haproxy {

void emit(const backend::Input&, artifact::Tree&, Sink&) {}

}  // namespace herdc::haproxy
