#pragma once

#include "compiler/artifact/lines.h"
#include "compiler/backend/haproxy/document.h"

namespace herdc::haproxy {

/// document → haproxy/PROXY.cfg.
artifact::Lines configuration(const Proxy& proxy);

/// document → haproxy/PROXY.apps, which the refresher in the proxy's image reads.
artifact::Lines app_table(const Proxy& proxy);

/// At most so long after an election all requests go to the new leader; one check takes its time on top.
model::Duration election_bound(const Timing& timing);

}  // namespace herdc::haproxy
