#include "compiler/backend/docker/port_conflicts.h"

#include <fmt/format.h>

#include <map>
#include <tuple>

namespace herdc::docker {
namespace {

namespace field = schema::field;
using model::HostId;

/// "tcp", port of the machine, machine.
using Place = std::tuple<std::string, std::int64_t, HostId>;

struct Claim {
  std::string service;
  std::string address;  ///< "" for the machine's own
  Span span;
};

class Claims {
 public:
  Claims(const model::Model& model, Sink& sink) : model_(model), sink_(sink) {}

  void add_service(model::DeclId id) {
    const auto& service = model_[id];
    if (model::text(service, field::service::network) == "none") return;
    for (const auto& [name, value] : model::map(service, field::service::ports))
      for (const auto host : model_.hosts_of(id))
        if (!add(service.name, value, host)) break;  // one report for all machines
  }

 private:
  bool add(const std::string& service, const model::Value& value, HostId host) {
    const auto& port = *value.get<model::Record>();
    const auto* listen = port.find(field::port::listen);
    const auto* machine = port.find(field::port::machine);
    const auto* address = port.find(field::port::address);
    if (listen == nullptr) return false;
    const auto& number = machine == nullptr ? *listen : *machine;
    const auto& protocol = *port.find(field::port::protocol)->get<std::string>();
    return add({protocol, *number.get<std::int64_t>(), host},
               {service, address == nullptr ? "" : model::word(model_, model::for_host(*address, host)),
                value.span});
  }

  bool add(const Place& place, const Claim& claim) {
    for (const auto& earlier : claims_[place])
      if (meet(earlier, claim)) {
        const auto& [protocol, port, host] = place;
        sink_
            .report(catalog::port_taken, claim.span, fmt::format("{}/{}", port, protocol),
                    model_.hosts[host].name)
            .with_label(fmt::format("by service `{}`", claim.service))
            .with_note(earlier.span, fmt::format("and here by service `{}`", earlier.service))
            .with_hint("give one of them another `machine` port");
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
  std::map<Place, std::vector<Claim>> claims_;
};

}  // namespace

void check_port_conflicts(const model::Model& model, Sink& sink) {
  Claims claims(model, sink);
  for (const auto id : model::sound_of_kind(model, schema::Shape::service)) claims.add_service(id);
}

}  // namespace herdc::docker
