#include "compiler/analysis/proxy_services.h"

#include <algorithm>
#include <array>

namespace herdc::analysis {
namespace {

using model::Declaration;
using model::DeclId;
using model::Value;
namespace proxy = schema::field::proxy;
namespace route = schema::field::route;
namespace service = schema::field::service;
namespace tls = schema::field::tls;

constexpr std::array same_fields = {
    std::pair{service::image, proxy::image},     std::pair{service::on, proxy::on},
    std::pair{service::memory, proxy::memory},   std::pair{service::cpus, proxy::cpus},
    std::pair{service::network, proxy::network},
};

// Requests that are being answered have this long to end when the container stops.
constexpr model::Duration stop_timeout{60'000};

Value port(const Value& machine, DeclId owner, std::string key) {
  using namespace schema::field::port;
  return model::make_shared_value(model::Record{schema::Shape::port,
                                                {{listen, machine},
                                                 {schema::field::port::machine, machine},
                                                 {protocol, Value{std::string("tcp"), machine.span}}},
                                                owner,
                                                std::move(key)},
                                  machine.span);
}

Value ports_of(const Declaration& declaration, DeclId owner) {
  model::Map ports;
  if (const auto* http = declaration.find(proxy::port)) ports["http"] = port(*http, owner, "http");
  if (const auto* record = model::record(declaration, proxy::tls))
    if (const auto* https = record->find(tls::port)) ports["https"] = port(*https, owner, "https");
  return model::make_shared_value(std::move(ports), model::place(declaration, proxy::port));
}

/// Each secret once, in the order of their names.
Value secrets_of(const model::Model& model, const Declaration& declaration) {
  std::map<std::string, Value> secrets;
  const auto add = [&](const Value& value) { secrets.emplace(model[*value.get<DeclId>()].name, value); };
  if (const auto* record = model::record(declaration, proxy::tls))
    if (const auto* certificates = record->find(tls::certificates))
      for (const auto& certificate : *certificates->get<model::List>()) add(certificate);
  for (const auto& [host, value] : model::map(declaration, proxy::route))
    if (const auto* auth = value.get<model::Record>()->find(route::auth)) add(*auth);
  model::List list;
  for (auto& [name, value] : secrets) list.push_back(std::move(value));
  return model::make_shared_value(std::move(list), declaration.span);
}

Declaration service_of(const model::Model& model, DeclId id, DeclId owner, const Value& mounts) {
  const auto& declaration = model[id];
  Declaration result;
  result.kind = schema::Shape::service;
  result.name = declaration.name;
  result.path = declaration.path;
  result.span = declaration.span;
  result.owner = declaration.owner;
  result.sound = declaration.sound;
  const auto add = [&](schema::FieldId field, Value value, bool is_default) {
    result.fields.push_back({field, std::move(value), is_default});
  };
  for (const auto& [ours, theirs] : same_fields)
    if (const auto* value = declaration.find(theirs)) add(ours, *value, !declaration.is_set(theirs));
  add(service::restart, Value{std::string("always"), declaration.span}, true);
  add(service::pids, Value{std::int64_t{4096}, declaration.span}, true);
  add(service::stop_timeout, Value{stop_timeout, declaration.span}, true);
  add(service::ports, ports_of(declaration, owner), true);
  add(service::mounts, mounts, true);
  add(service::secrets, secrets_of(model, declaration), true);
  std::sort(result.fields.begin(), result.fields.end(),
            [](const auto& a, const auto& b) { return a.field < b.field; });
  return result;
}

/// It is the service that needs the image; the proxy keeps its routes.
void move_edges(model::Model& model, DeclId from, DeclId to) {
  for (auto& edge : model.edges)
    if (edge.from == from && edge.kind != model::EdgeKind::routes) edge.from = to;
}

bool leads_to_app(const model::Model& model, const Declaration& declaration) {
  for (const auto& [domain, value] : model::map(declaration, proxy::route)) {
    const auto* to = value.get<model::Record>()->find(route::to);
    if (to != nullptr && model[to->get<model::Record>()->owner].kind == schema::Shape::app) return true;
  }
  return false;
}

// The last servers of apps, known again after the container was replaced while Marathon is away.
DeclId add_memory_of_servers(model::Model& model, const Declaration& owner) {
  Declaration volume;
  volume.kind = schema::Shape::volume;
  volume.name = owner.name + "-servers";
  volume.path = owner.path + ".servers";
  volume.span = owner.span;
  volume.fields.push_back(
      {schema::field::volume::host_path, Value{"/var/lib/herd/data/" + owner.name, owner.span}, true});
  const DeclId id{static_cast<std::uint32_t>(model.declarations.size())};
  model.declarations.push(std::move(volume));
  return id;
}

Value mounts_of(model::Model& model, DeclId id) {
  using namespace schema::field::mount;
  const auto owner = model[id];
  const auto volume = add_memory_of_servers(model, owner);
  model::Record mount{
      schema::Shape::mount, {{schema::field::mount::volume, Value{volume, owner.span}}}, {}, ""};
  model::Map mounts;
  mounts["/var/lib/haproxy"] = model::make_shared_value(std::move(mount), owner.span);
  return model::make_shared_value(std::move(mounts), owner.span);
}

// The image's own program checks, because it knows what is loaded beside the file: its users, for one.
model::Configuration configuration_of(const model::Model& model, DeclId id) {
  const auto& declaration = model[id];
  const std::string directory = "/etc/haproxy/herd";
  std::vector<std::string> files{"haproxy/" + declaration.name + ".cfg"};
  if (leads_to_app(model, declaration)) files.push_back("haproxy/" + declaration.name + ".apps");
  return {std::move(files), directory, {"/usr/local/bin/haproxy-start", "check"}, "SIGUSR2"};
}

}  // namespace

void add_proxy_services(model::Model& model) {
  const auto count = static_cast<std::uint32_t>(model.declarations.size());
  for (std::uint32_t i = 0; i < count; ++i) {
    const DeclId id{i};
    if (model[id].kind != schema::Shape::proxy || !model[id].in_use) continue;
    const auto mounts = mounts_of(model, id);
    const DeclId owner{static_cast<std::uint32_t>(model.declarations.size())};
    model.declarations.push(service_of(model, id, owner, mounts));
    model.proxies[owner] = id;
    model.configurations[owner] = configuration_of(model, id);
    move_edges(model, id, owner);
  }
}

}  // namespace herdc::analysis
