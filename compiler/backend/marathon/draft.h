#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/backend/marathon/document.h"
#include "compiler/backend/marathon/slaves.h"
#include "compiler/backend/marathon/version.h"
#include "compiler/diagnostics/catalog_marathon.h"
#include "compiler/diagnostics/sink.h"
#include "compiler/image/contexts.h"
#include "compiler/model/model.h"

namespace herdc::marathon {

/// What is the same for all apps.
struct Surroundings {
  const model::Model& model;
  const image::Contexts& images;
  Version version;           ///< of the cluster's Marathon
  std::string version_text;  ///< as the source writes it
  Slaves slaves;
};

/// "/retail/shop": the app's id in Marathon.
std::string app_id(const model::Declaration& app);

/// `container` is a network of its own name, which only `marathon { networks = … }` can ask for.
enum class Network { bridge, host, container };

/// One named port; the place in the list is the number in $PORT0, $PORT1, …
struct Port {
  std::string name;
  std::optional<std::int64_t> listen, machine, service;
  std::string protocol;
  const model::Value* labels;  ///< null when it has none
  Span span;
};

/// An app that is being decided.
class Draft {
 public:
  Draft(const Surroundings& surroundings, model::DeclId id, Sink& sink);

  const Surroundings& surroundings() const { return surroundings_; }
  const model::Model& model() const { return surroundings_.model; }
  const model::Declaration& app() const { return model()[id_]; }
  Version version() const { return surroundings_.version; }
  bool has(schema::FieldId field) const { return app().find(field) != nullptr; }
  /// Where a field of the app was written.
  Span place(schema::FieldId field) const { return model::place(app(), field); }
  Sink& sink() const { return sink_; }

  Json document;            ///< what Marathon will be told
  std::vector<Port> ports;  ///< in the order of their numbers
  Network network = Network::host;

 private:
  const Surroundings& surroundings_;
  const model::DeclId id_;
  Sink& sink_;
};

// What is decided about one part of an app; decide.cpp calls them in this order.
void decide_what_runs(Draft& draft);
void decide_resources(Draft& draft);
void decide_ports(Draft& draft);
void decide_mounts(Draft& draft);
void decide_health(Draft& draft);
void decide_placement(Draft& draft);
void add_further_fields(Draft& draft);

}  // namespace herdc::marathon
