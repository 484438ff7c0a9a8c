#include "compiler/backend/docker/port_conflicts.h"

#include <fmt/format.h>

#include <map>
#include <set>
#include <string_view>
#include <tuple>

namespace herdc::docker {
namespace {

namespace field = schema::field;
using model::HostId;

/// "tcp", port of the machine, machine.
using Place = std::tuple<std::string, std::int64_t, HostId>;

struct Claim {
  std::string by;       ///< "service `zookeeper`"
  std::string another;  ///< how to write another number
  std::string address;  ///< "" for the machine's own
  Span span;
};

class Claims {
 public:
  Claims(const model::Model& model, Sink& sink) : model_(model), sink_(sink) {
    for (const auto id : model.of_kind(schema::Shape::proxy)) proxies_.insert(model[id].path);
  }

  void add_service(model::DeclId id) {
    const auto& service = model_[id];
    const bool proxy = proxies_.contains(service.path);
    const Claim claim{fmt::format("{} `{}`", proxy ? "proxy" : "service", service.name),
                      proxy ? "`port` (of `tls`, for HTTPS)" : "`machine` port",
                      "",
                      {}};
    if (model::text(service, field::service::network) == "none") return;
    for (const auto& [name, value] : model::map(service, field::service::ports))
      for (const auto host : model_.hosts_of(id))
        if (!add_port(claim, value, host)) break;  // one report for all machines
  }

 private:
  bool add_port(Claim claim, const model::Value& value, HostId host) {
    const auto& port = *value.get<model::Record>();
    const auto* listen = port.find(field::port::listen);
    const auto* machine = port.find(field::port::machine);
    const auto* address = port.find(field::port::address);
    if (listen == nullptr) return false;
    const auto& number = machine == nullptr ? *listen : *machine;
    const auto& protocol = *port.find(field::port::protocol)->get<std::string>();
    if (address != nullptr) claim.address = model::word(model_, model::for_host(*address, host));
    claim.span = value.span;
    return add({protocol, *number.get<std::int64_t>(), host}, claim);
  }

  bool add(const Place& place, const Claim& claim) {
    for (const auto& earlier : claims_[place])
      if (meet(earlier, claim)) {
        const auto& [protocol, port, host] = place;
        sink_
            .report(catalog::port_taken, claim.span, fmt::format("{}/{}", port, protocol),
                    model_.hosts[host].name)
            .with_label("by " + claim.by)
            .with_note(earlier.span, "and here by " + earlier.by)
            .with_hint(fmt::format("give one of them another {}", claim.another));
        return false;
      }
    claims_[place].push_back(claim);
    return true;
  }

  // Two different addresses of a machine have ports of their own.
  static bool meet(const Claim& left, const Claim& right) {
    const auto any = [](const Claim& claim) { return claim.address == "0.0.0.0"; };
    return left.address == right.address || any(left) || any(right);
  }

  const model::Model& model_;
  Sink& sink_;
  std::set<std::string_view> proxies_;  ///< the container of one is a service of its path
  std::map<Place, std::vector<Claim>> claims_;
};

}  // namespace

void check_port_conflicts(const model::Model& model, Sink& sink) {
  Claims claims(model, sink);
  for (const auto id : model::sound_of_kind(model, schema::Shape::service)) claims.add_service(id);
}

}  // namespace herdc::docker
