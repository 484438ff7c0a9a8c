#include "compiler/backend/haproxy/decide.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/backend/haproxy/draft.h"
#include "compiler/base/text.h"

namespace herdc::haproxy {

namespace field = schema::field;
using model::Declaration;
using model::Value;

Version target_version(const model::Model& model, schema::FieldId id) {
  const auto* targets = model::record(model[model.cluster], field::cluster::targets);
  const auto* value = targets == nullptr ? nullptr : targets->find(id);
  const auto text = value == nullptr ? std::string(schema::info(id).fallback) : *value->get<std::string>();
  const auto parts = split(replace_all(text, "\"", ""), ".");
  return {std::stoll(parts[0]), std::stoll(parts[1])};
}

const Declaration* owner_of(const Draft& draft) {
  const auto* port = draft.find<model::Record>(field::route::to);
  return port == nullptr ? nullptr : &draft.model[port->owner];
}

bool has_apps(const Proxy& proxy) {
  return std::any_of(proxy.routes.begin(), proxy.routes.end(),
                     [](const Route& route) { return route.slots.has_value(); });
}

namespace {

// `option httpchk` with http-check send, .if defined(), and what else the file uses, is there since then.
constexpr Version oldest{2, 4};
// Masters before that write `elected_time` behind the completed frameworks, beyond an ordinary buffer.
constexpr Version writes_leader_early{0, 27};
constexpr std::int64_t large_buffer = 262'144;
// What one connection takes besides its two buffers: measured for TLS by HAProxy's documentation as some 40
// KiB.
constexpr std::int64_t rest_of_connection = 49'152;

// HAProxy takes lines of 2048 bytes and 64 words.
constexpr std::size_t most_certificates = 24;

void decide_allowed(Draft& draft) {
  const auto* list = draft.find<model::List>(field::route::allow_from);
  if (list == nullptr) return;
  if (list->empty())
    draft.sink.report(catalog::empty_proxy_list, draft.place(field::route::allow_from), "allow_from")
        .with_hint("leave it out to let everybody use the route");
  for (const auto& cidr : *list) draft.route.allowed.push_back({*cidr.get<std::string>(), cidr.span});
}

// A password that travels in the clear is known to everybody on the way.
void decide_users(Draft& draft) {
  const auto* secret = draft.find<model::DeclId>(field::route::auth);
  if (secret == nullptr) return;
  const auto span = draft.place(field::route::auth);
  draft.route.users = Placed{draft.model[*secret].name, span};
  if (!draft.result.tls || !draft.result.tls->redirect)
    draft.sink.report(catalog::password_in_clear, span, draft.route.domain)
        .with_hint("give the proxy `tls` with `redirect = true`");
}

/// Exactly one of `to` and `servers`.
bool has_one_target(const Draft& draft) {
  const auto* to = draft.record.find(field::route::to);
  const auto* servers = draft.record.find(field::route::servers);
  if ((to == nullptr) != (servers == nullptr)) return true;
  auto& report = draft.sink.report(catalog::route_target, draft.span, draft.route.domain,
                                   to == nullptr ? "nowhere" : "to two places");
  if (to != nullptr) report.with_note(to->span, "here").with_note(servers->span, "and here");
  report.with_hint(to == nullptr ? "" : "if two routes have this `host`, give one of them another");
  report.with_hint("say either `to`, a port of a service or an app, or `servers`, addresses");
  return false;
}

/// Reported where the owner is at fault, so that the rest of the route says nothing more.
bool is_http(const Draft& draft) {
  const auto* port = draft.find<model::Record>(field::route::to);
  if (port == nullptr || *port->find(field::port::protocol)->get<std::string>() == "tcp") return true;
  draft.sink.report(catalog::route_to_udp, draft.place(field::route::to), draft.route.domain, port->key)
      .with_note(port->find(field::port::protocol)->span, "the port says so here");
  return false;
}

void decide_target(Draft& draft) {
  const auto* owner = owner_of(draft);
  if (owner != nullptr && owner->kind == schema::Shape::app) {
    decide_slots(draft);
    return;
  }
  decide_servers(draft);
  if (draft.record.find(field::route::slots) != nullptr)
    draft.sink.report(catalog::slots_without_app, draft.place(field::route::slots), draft.route.domain);
}

void decide_route(Draft draft) {
  if (!has_one_target(draft) || !is_http(draft)) return;
  decide_allowed(draft);
  decide_users(draft);
  decide_check(draft);
  decide_timing(draft);
  decide_target(draft);
}

std::optional<Tls> decide_tls(const model::Model& model, const Declaration& declaration, Sink& sink) {
  const auto* record = model::record(declaration, field::proxy::tls);
  if (record == nullptr) return std::nullopt;
  Tls tls;
  tls.span = model::place(declaration, field::proxy::tls);
  tls.port = *record->find(field::tls::port)->get<std::int64_t>();
  tls.redirect = *record->find(field::tls::redirect)->get<bool>();
  const auto& certificates = *record->find(field::tls::certificates);
  for (const auto& secret : *certificates.get<model::List>())
    tls.certificates.push_back({model[*secret.get<model::DeclId>()].name, secret.span});
  if (tls.certificates.empty())
    sink.report(catalog::empty_proxy_list, certificates.span, "certificates")
        .with_hint("name a `secret` whose file holds a certificate, its chain and its key");
  if (tls.certificates.size() > most_certificates)
    sink.report(catalog::haproxy_limit, certificates.span, "certificates",
                fmt::format("a list of {}", tls.certificates.size()),
                fmt::format("1 to {} in one line", most_certificates));
  return tls;
}

bool reads_large_answers(const model::Model& model, const Proxy& proxy) {
  return target_version(model, field::targets::mesos) < writes_leader_early &&
         std::any_of(proxy.routes.begin(), proxy.routes.end(),
                     [](const Route& route) { return route.leader; });
}

/// Half of the memory is for connections, so that the other half holds certificates and the process itself.
void decide_memory(const model::Model& model, const Declaration& declaration, Proxy& proxy) {
  if (reads_large_answers(model, proxy)) proxy.buffer = large_buffer;
  const auto memory = model::bytes(declaration, field::proxy::memory).count;
  proxy.connections = std::max<std::int64_t>(64, memory / 2 / (2 * proxy.buffer + rest_of_connection));
  proxy.memory_span = model::place(declaration, field::proxy::memory);
}

void check_version(const model::Model& model, const Proxy& proxy, Sink& sink) {
  const auto version = target_version(model, field::targets::haproxy);
  if (version >= oldest) return;
  const auto& targets = *model::record(model[model.cluster], field::cluster::targets);
  sink.report(catalog::haproxy_too_old, targets.find(field::targets::haproxy)->span,
              fmt::format("{}.{}", version.first, version.second))
      .with_note(proxy.span, "the proxy");
}

}  // namespace

Proxy decide(const model::Model& model, model::DeclId id, Sink& sink) {
  const auto& declaration = model[id];
  Proxy proxy;
  proxy.name = declaration.name;
  proxy.cluster = model[model.cluster].name;
  proxy.span = declaration.span;
  proxy.port = model::integer(declaration, field::proxy::port);
  proxy.port_span = model::place(declaration, field::proxy::port);
  proxy.tls = decide_tls(model, declaration, sink);
  for (const auto& [domain, value] : model::map(declaration, field::proxy::route)) {
    proxy.routes.push_back({});
    proxy.routes.back().domain = domain;
    proxy.routes.back().span = value.span;
    decide_route(
        {model, declaration, *value.get<model::Record>(), value.span, proxy.routes.back(), proxy, sink});
  }
  decide_memory(model, declaration, proxy);
  check_version(model, proxy, sink);
  return proxy;
}

}  // namespace herdc::haproxy
