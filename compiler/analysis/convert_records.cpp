#include <fmt/format.h>

#include "compiler/analysis/evaluator.h"
#include "compiler/analysis/quantity.h"
#include "compiler/analysis/wording.h"
#include "compiler/base/spelling.h"
#include "compiler/base/text.h"

namespace herdc::analysis {

using schema::Type;

Maybe Evaluator::convert_record(const Value& value, const Type& type, std::string_view what, Span place,
                                const Frame& frame) {
  const auto shape = type.shapes.front();
  if (const auto* record = value.get<model::Record>(); record != nullptr && record->shape == shape)
    return value;
  if (const auto* map = value.get<model::Map>()) return record_of_map(*map, shape, what, place, frame);
  const auto short_form = schema::info(shape).short_form;
  if (short_form.empty())
    return wrong_type(value, what, fmt::format("a {}", schema::info(shape).name), place, frame);
  model::Record record{shape, {}, frame.entity, std::string(what)};
  if (shape == schema::Shape::port && !port_of_text(value, record)) {
    report(frame, catalog::wrong_type, place, what, "a port, such as 2181 or \"53/udp\"", describe(value))
        .with_hint(
            "two numbers are `{ listen = 2181, machine = 12181 }`: what the process listens on, and the "
            "machine's port");
    return std::nullopt;
  }
  if (record.fields.empty()) {
    const auto id = *schema::find_field(shape, short_form);
    auto field = convert(value, schema::info(id).type, what, place, frame);
    if (!field) return std::nullopt;
    set_field(record, id, std::move(*field));
  }
  return complete_record(std::move(record), place);
}

/// "53/udp": fills `listen` and `protocol`. Leaves a plain number to the short form; false for anything else.
bool Evaluator::port_of_text(const Value& value, model::Record& record) {
  using namespace schema::field;
  const auto* text = value.get<std::string>();
  if (text == nullptr) return value.get<std::int64_t>() != nullptr;
  const auto slash = text->find('/');
  if (slash == std::string::npos) return parse_quantity(*text).has_value();
  const auto protocol = text->substr(slash + 1);
  const auto number = parse_quantity(std::string_view(*text).substr(0, slash));
  const auto* listen = number ? std::get_if<std::int64_t>(&*number) : nullptr;
  if ((protocol != "tcp" && protocol != "udp") || listen == nullptr || *listen < 1 || *listen > 65535)
    return false;
  set_field(record, port::listen, Value{*listen, value.span});
  set_field(record, port::protocol, Value{protocol, value.span});
  return true;
}

Maybe Evaluator::record_of_map(const model::Map& map, schema::Shape shape, std::string_view what, Span place,
                               const Frame& frame) {
  model::Record record{shape, {}, frame.entity, std::string(what)};
  bool failed = false;
  for (const auto& [key, item] : map) {
    const auto id = schema::find_field(shape, key);
    if (!id) {
      report(frame, catalog::unknown_field, item.span.known() ? item.span : place,
             with_article(schema::info(shape).name), key)
          .with_hint(suggest(key, schema::field_names(shape), "its fields are"));
      failed = true;
    } else if (!item.is_none()) {
      auto field = convert(item, schema::info(*id).type, key, item.span.known() ? item.span : place, frame);
      failed |= !field;
      if (field) set_field(record, *id, std::move(*field));
    }
  }
  return failed ? Maybe{} : complete_record(std::move(record), place);
}

}  // namespace herdc::analysis
