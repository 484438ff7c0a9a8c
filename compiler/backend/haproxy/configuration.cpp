#include <fmt/format.h>

#include <algorithm>

#include "compiler/backend/haproxy/text.h"
#include "compiler/backend/haproxy/words.h"
#include "compiler/base/hash.h"
#include "compiler/image/contexts.h"

namespace herdc::haproxy {
namespace {

using artifact::Lines;

std::string word(std::string_view value) {
  return ConfigWord::literal(value).text();
}

// Seen by `show info` of the running process, so that it can be told which file it runs with.
std::string description(const Lines& rest) {
  const auto text = rest.finish("", "", false).bytes;
  return "  description herd-" + sha256(text).substr(0, 16);
}

void add_global(Lines& lines, const Proxy& proxy) {
  lines.add(fmt::format("  maxconn {}", proxy.connections), proxy.memory_span);
  if (proxy.buffer != Proxy{}.buffer) {
    lines.add("  # A check sees no more of an answer, and masters before 0.27 write `elected_time` late.");
    lines.add(fmt::format("  tune.bufsize {}", proxy.buffer));
  }
  lines.add("  log stdout format raw daemon info");
  lines.add("  # After a reload, connections to the earlier configuration may last so long.");
  lines.add("  hard-stop-after 30m");
  lines.add("  ssl-default-bind-options ssl-min-ver TLSv1.2");
  lines.add(".if defined(HERD_RUN)");
  lines.add("  # In the container; its start script says where.");
  lines.add("  user haproxy").add("  group haproxy");
  lines.add(
      "  stats socket \"${HERD_RUN}/admin.sock\" user haproxy group haproxy mode 600 level admin expose-fd "
      "listeners");
  lines.add("  server-state-file \"${HERD_RUN}/servers.state\"");
  lines.add(".endif");
}

void add_defaults(Lines& lines) {
  for (const auto* line :
       {"", "defaults", "  mode http", "  log global", "  option httplog", "  option dontlognull",
        "  option forwardfor", "  option redispatch", "  timeout connect 5s", "  timeout client 5m",
        "  timeout server 5m", "  timeout tunnel 1h", "  timeout http-request 10s",
        "  timeout http-keep-alive 10s", "  timeout queue 30s", ".if defined(HERD_RUN)",
        "  load-server-state-from-file global", ".endif"})
    lines.add(line);
}

void add_tls(Lines& lines, const Tls& tls) {
  std::string text = fmt::format("  bind :{} ssl", tls.port);
  std::vector<Span> origins{tls.span};
  for (const auto& certificate : tls.certificates) {
    text += " crt " + word("/run/secrets/" + certificate.text);
    origins.push_back(certificate.span);
  }
  lines.add(text + " alpn h2,http/1.1", origins);
}

void add_frontend(Lines& lines, const Proxy& proxy) {
  lines.add("").add("frontend routes");
  lines.add(fmt::format("  bind :{}", proxy.port), proxy.port_span);
  if (proxy.tls) add_tls(lines, *proxy.tls);
  lines.add("  http-request set-var(txn.host) req.hdr(host),field(1,:),lower,rtrim(.)");
  lines.add("  http-request set-header X-Forwarded-Proto http");
  if (proxy.tls)
    lines.add("  http-request set-header X-Forwarded-Proto https if { ssl_fc }", proxy.tls->span);
  for (const auto& route : proxy.routes)
    lines.add(fmt::format("  use_backend {0} if {{ var(txn.host) -m str {0} }}", word(route.domain)),
              route.span);
  lines.add("  default_backend unknown:host");
  lines.add("").add("backend unknown:host");
  lines.add(
      "  http-request return status 404 content-type text/plain string \"No route has this host name.\"");
}

void add_access(Lines& lines, const Proxy& proxy, const Route& route) {
  for (const auto& network : route.allowed)
    lines.add("  acl allowed src " + word(network.text), network.span);
  if (!route.allowed.empty())
    lines.add("  http-request deny deny_status 403 unless allowed", route.allowed.front().span);
  if (proxy.tls && proxy.tls->redirect) {
    const auto port = proxy.tls->port == 443 ? "" : fmt::format(":{}", proxy.tls->port);
    lines.add(fmt::format("  http-request redirect prefix https://{}{} code 308 unless {{ ssl_fc }}",
                          word(route.domain), port),
              proxy.tls->span);
  }
  if (!route.users) return;
  lines.add(fmt::format("  http-request auth realm {} unless {{ http_auth({}) }}", word(route.domain),
                        word(route.users->text)),
            route.users->span);
  lines.add("  http-request del-header Authorization", route.users->span);
}

void add_check(Lines& lines, const Route& route) {
  if (!route.check.path) return;
  const auto& check = route.check;
  lines.add("  option httpchk", check.span);
  lines.add(fmt::format("  http-check send meth GET uri {} ver HTTP/1.1 hdr Host {}", word(*check.path),
                        word(route.domain)),
            check.span);
  lines.add("  http-check expect status 200", check.span);
  if (!check.expected.empty()) lines.add("  http-check expect string " + word(check.expected), check.span);
}

// Another time for a server that fails, only where it is another one.
void add_timing(Lines& lines, const Route& route) {
  const auto& timing = route.timing;
  const auto retry = config_time(timing.retry);
  auto text = "  default-server inter " + config_time(timing.interval);
  if (timing.retry != timing.interval) text += fmt::format(" fastinter {0} downinter {0}", retry);
  text += fmt::format(" fall {} rise {}", timing.fall, timing.rise);
  lines.add("  timeout check 10s");
  if (route.leader)
    lines.add(fmt::format("  # Only the elected master passes. All requests go to a new one at most {} after "
                          "its election,\n"
                          "  # and the time that one check takes.",
                          config_time(election_bound(timing))),
              timing.spans);
  lines.add(text, timing.spans);
}

void add_servers(Lines& lines, const Route& route) {
  for (const auto& server : route.servers)
    lines.add(fmt::format("  server {} {} check", word(server.name), server.address), server.spans);
  if (!route.slots) return;
  // The name is never looked up. A server with a name gets its last address back from the state file, which
  // one with a literal address does not; without an address the runtime API could give it none.
  lines.add(fmt::format("  # Filled by the refresher with the tasks of {}.", route.slots->app),
            route.slots->span);
  lines.add(fmt::format("  server-template task 1-{} task.invalid:9 check disabled init-addr last,127.0.0.1",
                        route.slots->count),
            route.slots->span);
}

void add_backend(Lines& lines, const Proxy& proxy, const Route& route) {
  lines.add("").add("backend " + word(route.domain), route.span);
  add_access(lines, proxy, route);
  lines.add("  balance roundrobin");
  add_check(lines, route);
  add_timing(lines, route);
  add_servers(lines, route);
}

}  // namespace

model::Duration election_bound(const Timing& timing) {
  const auto up = timing.rise * timing.retry.milliseconds;
  const auto down = timing.interval.milliseconds + (timing.fall - 1) * timing.retry.milliseconds;
  return {std::max(up, down)};
}

Lines configuration(const Proxy& proxy) {
  Lines rest(proxy.span);
  add_global(rest, proxy);
  add_defaults(rest);
  add_frontend(rest, proxy);
  for (const auto& route : proxy.routes) add_backend(rest, proxy, route);
  Lines lines(proxy.span);
  lines.add(image::banner).add("#");
  lines.add(fmt::format("# Proxy {} of cluster {}: the same file on each of its hosts.", proxy.name,
                        proxy.cluster));
  lines.add("").add("global").add(description(rest));
  lines.append(rest);
  return lines;
}

}  // namespace herdc::haproxy
