#include "compiler/analysis/check.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "compiler/analysis/quantity.h"
#include "compiler/base/text.h"
#include "compiler/diagnostics/catalog_rules.h"
#include "compiler/model/host_paths.h"

namespace herdc::analysis {
namespace {

using model::Declaration;
using model::Model;
using schema::Shape;
namespace field = schema::field;

/// Exactly one of `apt`, `copy` and `run`; `to` and `mode` belong to `copy`.
void check_step(const model::Value& value, Sink& sink) {
  const auto& step = *value.get<model::Record>();
  std::vector<std::string> actions;
  for (const auto id : {field::step::apt, field::step::copy, field::step::run})
    if (step.find(id) != nullptr) actions.emplace_back(fmt::format("`{}`", schema::info(id).name));
  const bool copies = step.find(field::step::copy) != nullptr;
  if (actions.size() != 1) {
    sink.report(catalog::step_form, value.span, actions.empty() ? "none of them" : enumerate(actions))
        .with_hint("steps are done in order: write one after the other");
  } else if (copies && step.find(field::step::to) == nullptr) {
    sink.report(catalog::step_form, value.span, "a `copy` without `to`")
        .with_hint("`to` is the path in the image");
  } else if (!copies && (step.find(field::step::to) != nullptr || step.find(field::step::mode) != nullptr)) {
    sink.report(catalog::step_form, value.span,
                fmt::format("{} with `to` or `mode`, which belong to `copy`", actions.front()));
  }
}

void check_image(const Declaration& image, Sink& sink) {
  const bool own = image.find(field::image::dockerfile) != nullptr;
  const bool based = image.find(field::image::base) != nullptr;
  if (own == based && image.sound)
    sink.report(catalog::image_form, image.span, own ? "both" : "neither")
        .with_hint(
            own ? "leave one of them out"
                : "write `base = NAME`, such as `std.debian.base`, or `dockerfile = \"…/Dockerfile\"`");
  if (own)
    for (const auto& entry : image.fields)
      if (entry.field != field::image::dockerfile && entry.field != field::image::name &&
          entry.field != field::image::base && entry.field != field::image::reads && !entry.is_default)
        sink.report(catalog::image_form, entry.value.span,
                    fmt::format("a `dockerfile` and `{}`", schema::info(entry.field).name))
            .with_hint("write it into the Dockerfile");
  for (const auto& step : model::list(image, field::image::steps)) check_step(step, sink);
}

/// Exactly one of the two fields.
template <class Definition>
void check_form(const Declaration& d, schema::FieldId one, schema::FieldId other,
                const Definition& definition, std::string_view hint, Sink& sink) {
  const bool first = d.find(one) != nullptr;
  if (first != (d.find(other) != nullptr) || !d.sound) return;
  sink.report(definition, d.span, std::string_view(first ? "both" : "neither"))
      .with_hint(first ? "leave one of them out" : std::string(hint));
}

void check_secret(const Declaration& secret, Sink& sink) {
  check_form(secret, field::secret::file, field::secret::marathon, catalog::secret_form,
             "write `file = \"/etc/…\"` for services and proxies, or `marathon = \"…\"` for apps", sink);
}

std::string shown(const model::Value& value) {
  if (const auto* bytes = value.get<model::Bytes>()) return to_text(*bytes);
  return model::scalar_text(value).value_or("something else");
}

template <class Compare>
void check_range(const Declaration& d, schema::FieldId id, std::string_view wanted, Compare fits,
                 Sink& sink) {
  const auto* value = d.find(id);
  if (value == nullptr || fits(*value)) return;
  sink.report(catalog::out_of_range, value->span, schema::info(id).name, wanted, shown(*value));
}

void check_volume(const Declaration& volume, Sink& sink) {
  check_form(volume, field::volume::host_path, field::volume::size, catalog::volume_form,
             "write `host_path = \"/…\"`, a directory of the machine", sink);
  const auto check_path = [&](const model::Value& value) {
    if (const auto* path = value.get<std::string>(); path != nullptr && model::is_system_path(*path))
      sink.report(catalog::dangerous_path, value.span, *path)
          .with_hint(
              "data of services lies in directories of their own, such as /srv or a disk's mount point");
  };
  const auto* value = volume.find(field::volume::host_path);
  if (value == nullptr) return;
  if (const auto* table = value->get<model::PerHost>())
    for (const auto& [host, path] : table->values) check_path(path);
  else
    check_path(*value);
}

void check_health(const Declaration& service, Sink& sink) {
  const auto* health = model::record(service, field::service::health);
  if (health == nullptr) return;
  if (health->find(field::health::command)->get<model::List>()->empty())
    sink.report(catalog::out_of_range, health->find(field::health::command)->span, "command",
                "a program and its arguments", "empty");
}

/// One container alone must fit on each machine that it runs on; what they need together is a rule of its
/// own.
void check_fits(const Model& model, const Declaration& service, model::DeclId machines, Sink& sink) {
  const auto& group = model[machines];
  const auto too_large = [&](schema::FieldId needed, schema::FieldId there, auto larger) {
    const auto* need = service.find(needed);
    const auto* has = group.find(there);
    if (need == nullptr || has == nullptr || !larger(*need, *has)) return;
    sink.report(catalog::out_of_range, need->span, schema::info(needed).name,
                fmt::format("at most the {} of a machine of `{}`", shown(*has), group.path), shown(*need))
        .with_note(has->span, "the machines have this much");
  };
  too_large(field::service::memory, field::machines::memory, [](const auto& a, const auto& b) {
    return *a.template get<model::Bytes>() > *b.template get<model::Bytes>();
  });
  too_large(field::service::cpus, field::machines::cpus, [](const auto& a, const auto& b) {
    return *a.template get<Decimal>() > *b.template get<Decimal>();
  });
}

bool is_positive(const model::Value& value) {
  return *value.get<Decimal>() > Decimal{};
}

void check_service(const Model& model, model::DeclId id, Sink& sink) {
  const auto& service = model[id];
  check_range(service, field::service::cpus, "more than zero", is_positive, sink);
  const auto enough = [](const model::Value& v) { return v.get<model::Bytes>()->count >= 6 << 20; };
  check_range(service, field::service::memory, "6MiB at least, the engine's own minimum", enough, sink);
  check_range(
      service, field::service::pids, "1 at least",
      [](const model::Value& v) { return *v.get<std::int64_t>() >= 1; }, sink);
  check_health(service, sink);
  const auto hosts = model.hosts_of(id);
  std::set<model::DeclId> groups;
  for (const auto host : hosts) groups.insert(model.hosts[host].machines);
  for (const auto machines : groups) check_fits(model, service, machines, sink);
  const auto place = model::place(service, field::service::on);
  if (hosts.empty() && service.find(field::service::on) != nullptr)
    sink.report(catalog::out_of_range, place, "on", "one host at least", "none");
}

void check_machines(const Declaration& machines, Sink& sink) {
  check_range(machines, field::machines::cpus, "more than zero", is_positive, sink);
}

void check_pool(const Model& model, model::DeclId id, Sink& sink) {
  check_range(model[id], field::slaves::cpus, "more than zero", is_positive, sink);
  if (model.hosts_of(id).empty() && model[id].find(field::slaves::hosts) != nullptr)
    sink.report(catalog::out_of_range, model::place(model[id], field::slaves::hosts), "hosts",
                "one host at least", "none");
}

void check_single_host(const Model& model, model::DeclId id, Sink& sink) {
  if (model.hosts_of(id).size() == 1)
    sink.report(catalog::single_host, model::place(model[id], field::service::on), model[id].name)
        .with_hint("a second host keeps it running while the first one is repaired");
}

/// Two machines with one address cannot both be reached; an address that did not evaluate is empty.
void check_addresses(const Model& model, Sink& sink) {
  std::map<std::string, const model::Host*> known;
  for (const auto& host : model.hosts) {
    if (host.address.empty() || !model[host.machines].in_use) continue;
    const auto [other, fresh] = known.emplace(host.address, &host);
    if (fresh) continue;
    const auto place = model::place(model[host.machines], field::machines::address);
    sink.report(catalog::duplicate_address, place, other->second->name, host.name, host.address)
        .with_hint("an address that differs reads `host`: \"10.0.0.\\(host.number)\"");
    return;
  }
}

}  // namespace

std::vector<model::DeclId> check(const Model& model, Sink& sink) {
  std::vector<model::DeclId> wrong;
  const auto check_all = [&](Shape kind, auto check_one) {
    for (const auto id : model.of_kind(kind)) {
      Sink own;  // counting what all of them reported would take longer with each
      check_one(id, own);
      auto reported = own.sorted();
      if (!reported.empty()) wrong.push_back(id);
      for (auto& diagnostic : reported) sink.add(std::move(diagnostic));
    }
  };
  check_addresses(model, sink);
  check_all(Shape::image, [&](model::DeclId id, Sink& own) { check_image(model[id], own); });
  check_all(Shape::service, [&](model::DeclId id, Sink& own) { check_service(model, id, own); });
  for (const auto id : model.of_kind(Shape::machines)) check_machines(model[id], sink);
  for (const auto id : model.of_kind(Shape::slaves)) check_pool(model, id, sink);
  // A block can allow its volume, which is as good as any other then.
  for (const auto id : model.of_kind(Shape::volume)) check_volume(model[id], sink);
  for (const auto id : model.of_kind(Shape::secret)) check_secret(model[id], sink);
  if (!sink.has_errors())  // a warning beside errors would only hide them
    for (const auto id : model.of_kind(Shape::service)) check_single_host(model, id, sink);
  return wrong;
}

}  // namespace herdc::analysis
