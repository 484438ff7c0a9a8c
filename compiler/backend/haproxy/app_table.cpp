#include <fmt/format.h>

#include "compiler/backend/haproxy/text.h"
#include "compiler/image/contexts.h"

namespace herdc::haproxy {

// Words of this table are names, ids and addresses, none of which can hold a space.
artifact::Lines app_table(const Proxy& proxy) {
  artifact::Lines lines(proxy.span);
  lines.add(image::banner).add("#");
  lines.add(
      fmt::format("# What the refresher fills in for proxy {} of cluster {}.", proxy.name, proxy.cluster));
  lines.add("").add("# marathon NAME ADDRESS:PORT");
  for (const auto& [name, addresses] : proxy.marathons)
    for (const auto& address : addresses)
      lines.add(fmt::format("marathon {} {}", name, address.text), address.span);
  lines.add("").add("# app BACKEND MARATHON APP-ID PORT (the first is 0) SLOTS");
  for (const auto& route : proxy.routes)
    if (route.slots)
      lines.add(fmt::format("app {} {} {} {} {}", route.domain, route.slots->marathon, route.slots->app,
                            route.slots->port, route.slots->count),
                std::vector<Span>{route.slots->span, route.span});
  lines.add("").add("# host NAME ADDRESS: machines that run tasks; others are looked up");
  for (const auto& [name, address] : proxy.hosts)
    lines.add(fmt::format("host {} {}", name, address.text), address.span);
  return lines;
}

}  // namespace herdc::haproxy
