#include <fmt/format.h>

#include <map>

#include "compiler/backend/marathon/rules.h"
#include "compiler/base/text.h"

namespace herdc::marathon {
namespace {

struct Claim {
  std::string app;
  bool fixed;  ///< the number is the machine's port, and load balancers get it for want of another
  Span span;
};

/// The member that holds the service port: portMappings say it in one of their own.
const Json* service_port(const Json& entry) {
  const auto* port = entry.find("servicePort");
  if (port == nullptr) port = entry.find("port");
  if (port == nullptr && entry.numeric() != nullptr) port = &entry;
  return port != nullptr && integer_of(*port) != 0 ? port : nullptr;
}

bool has_fixed_ports(const Draft& app) {
  const auto* required = app.document.find("requirePorts");
  return app.network == Network::host && required != nullptr && std::get<bool>(required->data);
}

std::string claimed(const Claim& claim) {
  return claim.fixed ? fmt::format("by `{}`, whose port of the machine is its service port too", claim.app)
                     : fmt::format("by `{}`", claim.app);
}

/// Load balancers listen on them, so each is one app's; tcp and udp alike, as Marathon assigns them. Two apps
/// with the same port of the machine ask for no load balancer: they only keep off each other's slaves.
void claim(const Draft& app, std::map<std::int64_t, Claim>& claims, Sink& sink) {
  for (const auto& entry : ports_of(app.document)) {
    const auto* port = service_port(entry);
    if (port == nullptr) continue;
    const Claim own{app.app().name, has_fixed_ports(app), port->span};
    const auto [earlier, fresh] = claims.emplace(integer_of(*port), own);
    if (!fresh && !(own.fixed && earlier->second.fixed))
      sink.report(catalog::service_port_taken, port->span, integer_of(*port))
          .with_label("wanted " + claimed(own))
          .with_note(earlier->second.span, "and here " + claimed(earlier->second))
          .with_hint("give one of them another number, or none: Marathon assigns one");
  }
}

/// "/retail" and "/retail/shop": Marathon has an app or a group of that id, not both.
void check_groups(const std::vector<Draft>& apps, Sink& sink) {
  std::map<std::string, const Draft*> groups;
  for (const auto& app : apps) {
    auto id = app_id(app.app());
    for (auto slash = id.rfind('/'); slash > 0; slash = id.rfind('/'))
      groups.emplace(id = id.substr(0, slash), &app);
  }
  for (const auto& app : apps)
    if (const auto group = groups.find(app_id(app.app())); group != groups.end())
      sink.report(catalog::app_is_group, app.app().span, group->first)
          .with_note(group->second->app().span, "an app of that group")
          .with_hint("give the app or the group another name");
}

}  // namespace

void check_together(const std::vector<Draft>& apps, Sink& sink) {
  std::map<std::int64_t, Claim> claims;
  for (const auto& app : apps) claim(app, claims, sink);
  check_groups(apps, sink);
}

}  // namespace herdc::marathon
