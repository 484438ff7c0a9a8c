#pragma once

#include "compiler/artifact/lines.h"
#include "compiler/backend/mesos/agents.h"

namespace herdc::mesos {

/// document → text of slaves/POOL/provision.sh.
artifact::Lines provision_script(const Agents& agents);

}  // namespace herdc::mesos
