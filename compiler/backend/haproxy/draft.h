#pragma once

#include "compiler/backend/haproxy/decide.h"
#include "compiler/diagnostics/catalog_haproxy.h"

namespace herdc::haproxy {

/// A route that is being decided: what may be looked at.
struct Draft {
  const model::Model& model;
  const model::Declaration& proxy;
  const model::Record& record;  ///< of the route
  Span span;                    ///< of the route
  Route& route;
  Proxy& result;
  Sink& sink;

  template <class T>
  const T* find(schema::FieldId field) const {
    const auto* value = record.find(field);
    return value == nullptr ? nullptr : value->get<T>();
  }
  Span place(schema::FieldId field) const {
    const auto* value = record.find(field);
    return value == nullptr ? span : value->span;
  }
};

/// Version of a target ("1.11"), as numbers that compare.
using Version = std::pair<std::int64_t, std::int64_t>;
Version target_version(const model::Model& model, schema::FieldId field);

/// The declaration behind `to`; null for a route with literal servers.
const model::Declaration* owner_of(const Draft& draft);

/// Port of the machine under which a service's port is reached; the number of its process otherwise. Nothing
/// for a port without a number, which is reported where services are.
std::optional<std::int64_t> machine_port(const model::Record& port);
/// Address under which a service's port is reached on one host.
std::string address_on(const model::Model& model, const model::Record& port, model::HostId host);

void decide_servers(Draft& draft);  ///< the literal ones, or one for each host of a service
void decide_slots(Draft& draft);    ///< for an app
void decide_check(Draft& draft);
void decide_timing(Draft& draft);

}  // namespace herdc::haproxy
