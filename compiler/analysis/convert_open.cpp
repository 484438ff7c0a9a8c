#include <fmt/format.h>

#include <algorithm>

#include "compiler/analysis/evaluator.h"

/// Values whose type the schema leaves open: an `endpoint`, and `any`, which the backend checks.
namespace herdc::analysis {

/// A port, read from the service or app that has it.
Maybe Evaluator::convert_endpoint(const Value& value, std::string_view what, Span place, const Frame& frame) {
  const auto* port = value.get<model::Record>();
  if (port != nullptr && port->shape == schema::Shape::port && port->owner.valid()) return value;
  auto& diagnostic =
      report(frame, catalog::wrong_type, place, what, "a port of a service or an app", describe(value));
  if (const auto* id = value.get<DeclId>())
    diagnostic.with_hint(fmt::format("say which of its ports: `{}.ports.NAME`", entity(*id).path));
  else
    diagnostic.with_hint("a machine outside this cluster is `servers = [\"10.0.0.9:8080\"]`");
  return std::nullopt;
}

bool Evaluator::is_open_value(const Value& value, std::string_view what, Span place, const Frame& frame) {
  if (!spend_step(place)) return false;  // a list that is shared is walked each time that it is there
  const auto here = value.span.known() ? value.span : place;
  if (const auto* list = value.get<model::List>())
    return std::all_of(list->begin(), list->end(),
                       [&](const Value& item) { return is_open_value(item, what, here, frame); });
  if (const auto* map = value.get<model::Map>())
    return std::all_of(map->begin(), map->end(),
                       [&](const auto& item) { return is_open_value(item.second, item.first, here, frame); });
  const bool closed = value.get<DeclId>() != nullptr || value.get<model::Record>() != nullptr ||
                      value.get<model::Files>() != nullptr;
  if (closed)
    wrong_type(value, what, "text, a number, true or false, bytes, a duration, or lists and maps of these",
               place, frame);
  return !closed;
}

Maybe Evaluator::convert_any(const Value& value, std::string_view what, Span place, const Frame& frame) {
  return is_open_value(value, what, place, frame) ? Maybe(value) : std::nullopt;
}

}  // namespace herdc::analysis
