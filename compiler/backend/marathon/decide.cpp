#include "compiler/backend/marathon/decide.h"

#include <algorithm>
#include <array>

#include "compiler/backend/marathon/check_fields.h"
#include "compiler/backend/marathon/rules.h"
#include "compiler/base/text.h"

namespace herdc::marathon {
namespace {

namespace field = schema::field;
using model::Value;

constexpr std::array<std::string_view, 3> reserved = {"restart", "tasks", "versions"};

std::vector<Port> ports_of(const model::Declaration& app) {
  std::vector<Port> ports;
  for (const auto& [name, value] : model::map(app, field::app::ports)) {
    const auto& port = *value.get<model::Record>();
    const auto number = [&](schema::FieldId id) {
      const auto* found = port.find(id);
      return found == nullptr ? std::nullopt : std::optional(*found->get<std::int64_t>());
    };
    ports.push_back({name, number(field::port::listen), number(field::port::machine),
                     number(field::port::service), *port.find(field::port::protocol)->get<std::string>(),
                     port.find(field::port::labels), value.span});
  }
  return ports;
}

/// A network that `marathon { … }` asks for, when the app's own `network` says nothing.
bool asks_for_network(const model::Declaration& app) {
  const auto& further = model::map(app, field::app::marathon);
  return further.contains("networks") || further.contains("ip_address");
}

Network network_of(const model::Declaration& app) {
  if (const auto* word = model::find_text(app, field::app::network))
    return *word == "host" ? Network::host : Network::bridge;
  if (asks_for_network(app)) return Network::container;
  return app.find(field::app::image) == nullptr ? Network::host : Network::bridge;
}

void decide_id(Draft& draft) {
  const auto& app = draft.app();
  if (std::find(reserved.begin(), reserved.end(), app.name) != reserved.end())
    draft.sink().report(catalog::reserved_app_id, app.span, app.name).with_hint("give it another `name`");
  draft.document.put("id", Json::text(app_id(app), app.span));
}

/// `{"secret": "NAME"}`, of one that the app lists with Marathon's own reference to it.
Json secret_of(const Draft& draft, const Value& value) {
  auto reference = Json::object(value.span);
  reference.put("secret", Json::text(draft.model()[*value.get<model::DeclId>()].name, value.span));
  return reference;
}

void refuse_file(const Draft& draft, const model::Declaration& secret, Span span) {
  draft.sink()
      .report(catalog::secret_of_machines, span, secret.path)
      .with_note(secret.span, "this one")
      .with_hint("the environment of an app takes `secret NAME { marathon = \"…\" }`, which Marathon keeps");
}

void decide_secrets(Draft& draft, const model::Map& env) {
  for (const auto& [variable, value] : env) {
    const auto* id = value.get<model::DeclId>();
    if (id == nullptr) continue;
    const auto& secret = draft.model()[*id];
    const auto* reference = secret.find(field::secret::marathon);
    if (reference == nullptr) {
      refuse_file(draft, secret, value.span);
      continue;
    }
    auto entry = Json::object(secret.span);
    entry.put("source", Json::text(*reference->get<std::string>(), reference->span));
    draft.document.object_at("secrets", value.span).put(secret.name, std::move(entry));
  }
}

void decide_env(Draft& draft) {
  const auto& env = model::map(draft.app(), field::app::env);
  if (env.empty()) return;
  auto& object = draft.document.put("env", Json::object(draft.place(field::app::env)));
  for (const auto& [name, value] : env)
    object.put(name, value.get<model::DeclId>() != nullptr
                         ? secret_of(draft, value)
                         : Json::text(model::word(draft.model(), value), value.span));
  decide_secrets(draft, env);
}

/// With the label that says whose app this is: launch.sh touches no other one.
void decide_labels(Draft& draft) {
  const auto& model = draft.model();
  auto& object = draft.document.put("labels", Json::object(draft.place(field::app::labels)));
  for (const auto& [name, value] : model::map(draft.app(), field::app::labels))
    object.put(name, Json::text(model::word(model, value), value.span));
  object.put("org.herdc.cluster", Json::text(model[model.cluster].name, model[model.cluster].span));
}

/// Marathon starts an app only after those that it depends on.
void decide_dependencies(Draft& draft) {
  const auto& after = model::list(draft.app(), field::app::after);
  if (after.empty()) return;
  std::map<std::string, Span> ids;
  for (const auto& value : after) ids.emplace(app_id(draft.model()[*value.get<model::DeclId>()]), value.span);
  auto& list = draft.document.put("dependencies", Json::list(draft.place(field::app::after)));
  for (const auto& [id, span] : ids) list.add(Json::text(id, span));
}

}  // namespace

std::string app_id(const model::Declaration& app) {
  const auto* group = model::find_text(app, field::app::group);
  return (group == nullptr ? "" : *group) + "/" + app.name;
}

Draft::Draft(const Surroundings& surroundings, model::DeclId id, Sink& sink)
    : surroundings_(surroundings), id_(id), sink_(sink) {
  document = Json::object(app().span);
  ports = ports_of(app());
  network = network_of(app());
}

Draft decide(const Surroundings& surroundings, model::DeclId app, Sink& sink) {
  Draft draft(surroundings, app, sink);
  const auto errors = sink.errors();
  decide_id(draft);
  decide_what_runs(draft);
  decide_resources(draft);
  decide_ports(draft);
  decide_mounts(draft);
  decide_env(draft);
  decide_labels(draft);
  decide_health(draft);
  decide_placement(draft);
  decide_dependencies(draft);
  add_further_fields(draft);
  if (sink.errors() == errors) check_fields(draft);
  if (sink.errors() == errors) check_rules(draft);
  return draft;
}

}  // namespace herdc::marathon
