#include "compiler/backend/marathon/marathons.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/base/text.h"
#include "compiler/diagnostics/catalog_marathon.h"

namespace herdc::marathon {
namespace {

namespace field = schema::field;
using model::DeclId;

bool is_marathon(const model::Declaration& service) {
  const auto* provides = model::find_text(service, field::service::provides);
  return provides != nullptr && *provides == "marathon";
}

/// The port called `http`, or the only one.
const model::Record* http_port(const model::Declaration& service) {
  const auto& ports = model::map(service, field::service::ports);
  auto found = ports.find("http");
  if (found == ports.end() && ports.size() == 1) found = ports.begin();
  return found == ports.end() ? nullptr : found->second.get<model::Record>();
}

/// The one that runs an app, without a word about it.
DeclId silent_choice(const model::Model& model, DeclId app) {
  const auto* on = model[app].find(field::app::on);
  if (on != nullptr) return *on->get<DeclId>();
  const auto all = marathons_of(model);
  return all.size() == 1 ? all.front() : DeclId{};
}

}  // namespace

std::vector<DeclId> marathons_of(const model::Model& model) {
  std::vector<DeclId> found;
  for (const auto id : model.of_kind(schema::Shape::service))
    if (is_marathon(model[id])) found.push_back(id);
  return found;
}

Marathon marathon_at(const model::Model& model, DeclId id, Sink& sink) {
  const auto& service = model[id];
  Marathon marathon{service.name, {}, service.span};
  const auto* port = http_port(service);
  const auto* number = port == nullptr ? nullptr : port->find(field::port::machine);
  if (port != nullptr && number == nullptr) number = port->find(field::port::listen);
  if (number == nullptr) {
    sink.report(catalog::not_a_marathon, service.span, service.name,
                "nothing says which of its ports answers, one called `http` would");
    return marathon;
  }
  for (const auto host : model.hosts_of(id))
    marathon.addresses.push_back(
        fmt::format("http://{}:{}", model.hosts[host].address, *number->get<std::int64_t>()));
  return marathon;
}

DeclId marathon_for(const model::Model& model, DeclId app, Sink& sink) {
  const auto& on = model[app].find(field::app::on);
  const auto all = marathons_of(model);
  if (on != nullptr) {
    const auto id = *on->get<DeclId>();
    if (!is_marathon(model[id]))
      sink.report(catalog::not_a_marathon, on->span, model[id].name,
                  "it does not say `provides = \"marathon\"`");
    return id;
  }
  if (all.size() < 2) return all.empty() ? DeclId{} : all.front();
  std::vector<std::string> names;
  for (const auto id : all) names.push_back("`" + model[id].name + "`");
  sink.report(catalog::which_marathon, model[app].span, enumerate(names))
      .with_hint(fmt::format("say which of them runs this app: `on = {}`", model[all.front()].path));
  return {};
}

void check_order(const model::Model& model, DeclId app, Sink& sink) {
  for (const auto& value : model::list(model[app], field::app::after)) {
    const auto other = *value.get<DeclId>();
    if (silent_choice(model, app) != silent_choice(model, other))
      sink.report(catalog::app_of_another_marathon, value.span, model[app].name, model[other].name)
          .with_hint("leave it out: each Marathon knows its own apps only");
  }
}

}  // namespace herdc::marathon
