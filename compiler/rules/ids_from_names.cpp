#include <fmt/format.h>

#include "compiler/rules/rules.h"

namespace herdc::rules {
namespace {

bool is_id(const std::string& variable) {
  return variable.ends_with("_ID") || variable == "ID" || variable == "MYID";
}

}  // namespace

/// An id that lies on a disk must not move when machines are renamed or renumbered.
void ids_from_names(const model::Model& model, Sink& sink) {
  using namespace schema::field;
  for (const auto id : model.of_kind(schema::Shape::service)) {
    const auto& declaration = model[id];
    for (const auto& reading : declaration.number_readings) {
      if (reading.field != service::env || !is_id(reading.key)) continue;
      sink.report(catalog::id_from_name, reading.span, reading.key)
          .with_note(declaration.span, "of this one")
          .with_hint(
              "`host.ordinal` is 1, 2, 3 in the order of `on`, kept in herd.lock and never given twice");
    }
  }
}

}  // namespace herdc::rules
