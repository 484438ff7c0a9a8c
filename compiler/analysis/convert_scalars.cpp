#include <fmt/format.h>

#include <algorithm>

#include "compiler/analysis/evaluator.h"
#include "compiler/analysis/quantity.h"
#include "compiler/analysis/text_types.h"
#include "compiler/analysis/wording.h"
#include "compiler/base/text.h"
#include "compiler/syntax/units.h"

namespace herdc::analysis {

using schema::Scalar;

namespace {

/// "64 megabytes", "2g", "90 sec": the literal that it stands for.
std::string quantity_meant(std::string_view digits, std::string_view unit, Scalar scalar) {
  auto meant = syntax::intended_units(unit);
  std::erase_if(meant, [&](std::string_view u) { return u.ends_with('B') != (scalar == Scalar::bytes); });
  return meant.empty() ? "" : fmt::format("write `{}{}`", digits, meant.front());
}

/// `${x}`, `{x}` and `{{ x }}` are plain text here; where they make it wrong they were not meant so.
std::string foreign_interpolation(std::string_view text) {
  const auto open = text.find('{'), close = text.find('}');
  if (open == std::string_view::npos || close == std::string_view::npos || close < open) return "";
  auto name = text.substr(open, close - open);
  name.remove_prefix(std::min(name.find_first_not_of("{ "), name.size()));
  name = name.substr(0, name.find_last_not_of(' ') + 1);
  return name.empty() ? "" : fmt::format("a value is put into a text with `\\({})`", name);
}

std::string meant_by(std::string_view text, Scalar scalar) {
  if (scalar == Scalar::boolean)
    return text == "true" || text == "false" ? fmt::format("write it without quotes: `{}`", text) : "";
  const auto end = std::min(text.find_first_not_of("0123456789."), text.size());
  const auto digits = text.substr(0, end);
  auto unit = text.substr(end);
  unit.remove_prefix(std::min(unit.find_first_not_of(' '), unit.size()));
  if (!parse_quantity(digits)) return "";
  if (scalar == Scalar::bytes || scalar == Scalar::duration) return quantity_meant(digits, unit, scalar);
  const bool fits = unit.empty() && (scalar == Scalar::number || digits.find('.') == std::string_view::npos);
  return fits ? fmt::format("write it without quotes: `{}`", digits) : "";
}

}  // namespace

Maybe Evaluator::convert_scalar(const Value& value, Scalar scalar, std::string_view what, Span place,
                                const Frame& frame) {
  if (scalar == Scalar::hosts) return convert_hosts(value, what, place, frame);
  if (scalar == Scalar::endpoint) return convert_endpoint(value, what, place, frame);
  if (scalar == Scalar::any) return convert_any(value, what, place, frame);
  if (scalar == Scalar::scalar) return convert_any_scalar(value, what, place, frame);
  if (scalar == Scalar::env_value) return convert_env_value(value, what, place, frame);
  if (const auto* text = value.get<std::string>()) return convert_text(*text, scalar, what, place, frame);
  const auto* integer = value.get<std::int64_t>();
  const bool fits =
      (scalar == Scalar::boolean && value.get<bool>()) || (scalar == Scalar::integer && integer) ||
      (scalar == Scalar::number && (integer || value.get<Decimal>())) ||
      (scalar == Scalar::bytes && value.get<model::Bytes>()) ||
      (scalar == Scalar::duration && value.get<model::Duration>()) ||
      (scalar == Scalar::port_number && integer) || (scalar == Scalar::host && value.get<HostId>());
  if (!fits) {
    wrong_scalar(value, scalar, what, place, frame);
    return std::nullopt;
  }
  return in_range(value, scalar, what, place, frame);
}

void Evaluator::wrong_scalar(const Value& value, Scalar scalar, std::string_view what, Span place,
                             const Frame& frame) {
  auto& diagnostic = report(frame, catalog::wrong_type, place, what, scalar_title(scalar), describe(value));
  if (value.span.known() && value.span != place) diagnostic.with_note(value.span, "it comes from here");
  const bool number = value.get<std::int64_t>() != nullptr || value.get<Decimal>() != nullptr;
  if (scalar == Scalar::bytes && number)
    diagnostic.with_hint("numbers of bytes carry a unit: B, KiB, MiB, GiB, TiB");
  if (scalar == Scalar::restart)
    diagnostic.with_hint("write \"always\", \"no\", \"unless-stopped\" or \"on-failure\"");
  if (scalar == Scalar::duration && number) diagnostic.with_hint("durations carry a unit: ms, s, min, h, d");
  if (number && (scalar == Scalar::text || is_text_type(scalar))) diagnostic.with_hint("write it in quotes");
}

/// Numbers become exact decimals; nothing in a field is negative.
Maybe Evaluator::in_range(const Value& value, Scalar scalar, std::string_view what, Span place,
                          const Frame& frame) {
  const auto refuse = [&](std::string_view wanted) -> Maybe {
    report(frame, catalog::out_of_range, place, what, wanted, describe(value));
    return std::nullopt;
  };
  const auto* integer = value.get<std::int64_t>();
  if (scalar == Scalar::port_number && (*integer < 1 || *integer > 65535))
    return refuse("a port from 1 to 65535");
  if (const auto* bytes = value.get<model::Bytes>(); bytes != nullptr && bytes->count < 0)
    return refuse("zero or more");
  if (const auto* time = value.get<model::Duration>(); time != nullptr && time->milliseconds < 0)
    return refuse("zero or more");
  if (scalar == Scalar::number && integer != nullptr) {
    const auto decimal = Decimal::from_integer(*integer);
    return decimal ? Maybe(Value{*decimal, place}) : refuse("below ten million million");
  }
  return value;
}

/// What an environment variable, a label or an argument may be. It keeps its type.
Maybe Evaluator::convert_any_scalar(const Value& value, std::string_view what, Span place,
                                    const Frame& frame) {
  if (text_form(value)) return value;
  const auto* id = value.get<DeclId>();
  const bool secret = id != nullptr && entity(*id).blueprint->kind == schema::Shape::secret;
  if (secret || value.get<model::Bytes>() != nullptr || value.get<model::Duration>() != nullptr) {
    no_text_form(value, place, frame);
    return std::nullopt;
  }
  return wrong_type(value, what, scalar_title(Scalar::scalar), place, frame);
}

/// A secret stays what it is: a reference, which Marathon resolves.
Maybe Evaluator::convert_env_value(const Value& value, std::string_view what, Span place,
                                   const Frame& frame) {
  const auto* id = value.get<DeclId>();
  if (id == nullptr || entity(*id).blueprint->kind != schema::Shape::secret)
    return convert_any_scalar(value, what, place, frame);
  record_read(*id, place);
  return Value{*id, place};
}

/// Whether the parser complained of something inside `place` already (codes below 2000), an escape of a text,
/// say.
bool Evaluator::is_misspelt(Span place) const {
  const auto list = sink_.sorted();
  return std::any_of(list.begin(), list.end(), [&](const auto& d) {
    return d.code.number < 2000 && d.span.file == place.file && d.span.begin >= place.begin &&
           d.span.end <= place.end;
  });
}

/// Text where something else is wanted, with the way to write that if the text says it.
Maybe Evaluator::wrong_text(const std::string& text, Scalar scalar, std::string_view what, Span place,
                            const Frame& frame) {
  report(frame, catalog::wrong_type, place, what, scalar_title(scalar), describe(Value{text, place}))
      .with_hint(meant_by(text, scalar));
  return std::nullopt;
}

Maybe Evaluator::convert_text(const std::string& text, Scalar scalar, std::string_view what, Span place,
                              const Frame& frame) {
  if (scalar == Scalar::text) return Value{text, place};
  if (scalar == Scalar::file || scalar == Scalar::dockerfile) return input_files(text, scalar, place, frame);
  if (scalar == Scalar::bytes || scalar == Scalar::duration || scalar == Scalar::port_number) {
    auto data = parse_quantity(text);
    if (!data || std::holds_alternative<Decimal>(*data)) return wrong_text(text, scalar, what, place, frame);
    return convert_scalar(Value{std::move(*data), place}, scalar, what, place, frame);
  }
  if (scalar == Scalar::host) {
    const auto host = find_host(text, place, frame);
    return host ? Maybe(Value{*host, place}) : std::nullopt;
  }
  if (!is_text_type(scalar)) return wrong_text(text, scalar, what, place, frame);
  const auto problem = text_type_problem(scalar, text);
  if (problem.empty()) return Value{text, place};
  if (is_misspelt(place)) return std::nullopt;
  report(frame, catalog::bad_text, place, text, text_type_title(scalar), problem)
      .with_hint(foreign_interpolation(text));
  return std::nullopt;
}

}  // namespace herdc::analysis
