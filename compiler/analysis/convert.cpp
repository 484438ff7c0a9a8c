#include <fmt/format.h>

#include <algorithm>

#include "compiler/analysis/evaluator.h"
#include "compiler/analysis/quantity.h"
#include "compiler/analysis/text_types.h"
#include "compiler/base/spelling.h"
#include "compiler/base/text.h"

namespace herdc::analysis {

using schema::Scalar;
using schema::Type;

namespace {

std::string_view scalar_title(Scalar scalar) {
  if (is_text_type(scalar)) return text_type_title(scalar);
  switch (scalar) {
    case Scalar::boolean:
      return "true or false";
    case Scalar::integer:
      return "an integer";
    case Scalar::number:
      return "a number";
    case Scalar::bytes:
      return "bytes, such as 2GiB";
    case Scalar::duration:
      return "a duration, such as 30s";
    case Scalar::scalar:
      return "text, a number, true or false";
    case Scalar::port_number:
      return "a port from 1 to 65535";
    case Scalar::file:
      return "the path of a file";
    case Scalar::dockerfile:
      return "the path of a Dockerfile";
    default:
      return "text";
  }
}

std::string kinds_of(const Type& type) {
  std::vector<std::string> names;
  for (const auto shape : type.shapes) names.push_back(fmt::format("`{}`", schema::info(shape).name));
  return enumerate(names, "or");
}

std::string expected(const Type& type) {
  switch (type.form) {
    case Type::Form::scalar:
      return std::string(scalar_title(type.scalar));
    case Type::Form::list:
      return "a list";
    case Type::Form::map:
      return "a map";
    case Type::Form::record:
      return fmt::format("a {}", schema::info(type.shapes.front()).name);
    case Type::Form::reference:
      return fmt::format("the name of a declared {}", kinds_of(type));
    case Type::Form::choice:
      return "one of " + type.to_text();
  }
  return "";
}

}  // namespace

/// The value is taken to be written at `place`, where the reader looks for it; its parts keep their own
/// places.
Maybe Evaluator::convert(const Value& value, const Type& type, std::string_view what, Span place,
                         const Frame& frame) {
  Maybe result;
  switch (type.form) {
    case Type::Form::scalar:
      result = convert_scalar(value, type.scalar, what, place, frame);
      break;
    case Type::Form::list:
      result = convert_list(value, type, what, place, frame);
      break;
    case Type::Form::map:
      result = convert_map(value, type, what, place, frame);
      break;
    case Type::Form::record:
      result = convert_record(value, type, what, place, frame);
      break;
    case Type::Form::reference:
      result = convert_reference(value, type, what, place, frame);
      break;
    case Type::Form::choice:
      result = convert_choice(value, type, what, place, frame);
      break;
  }
  if (result) result->span = place;
  return result;
}

Maybe Evaluator::wrong_type(const Value& value, std::string_view what, std::string_view wanted, Span place,
                            const Frame& frame) {
  auto& diagnostic = report(frame, catalog::wrong_type, place, what, wanted, describe(value));
  if (value.span.known() && value.span != place) diagnostic.with_note(value.span, "it comes from here");
  return std::nullopt;
}

Maybe Evaluator::convert_scalar(const Value& value, Scalar scalar, std::string_view what, Span place,
                                const Frame& frame) {
  if (scalar == Scalar::hosts) return convert_hosts(value, what, place, frame);
  if (scalar == Scalar::endpoint) return convert_endpoint(value, what, place, frame);
  if (scalar == Scalar::any) return convert_any(value, what, place, frame);
  if (scalar == Scalar::scalar) return convert_any_scalar(value, what, place, frame);
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

/// Whether the parser complained of something inside `place` already (codes below 2000), an escape of a text,
/// say.
bool Evaluator::is_misspelt(Span place) const {
  const auto list = sink_.sorted();
  return std::any_of(list.begin(), list.end(), [&](const auto& d) {
    return d.code.number < 2000 && d.span.file == place.file && d.span.begin >= place.begin &&
           d.span.end <= place.end;
  });
}

Maybe Evaluator::convert_text(const std::string& text, Scalar scalar, std::string_view what, Span place,
                              const Frame& frame) {
  if (scalar == Scalar::text) return Value{text, place};
  if (scalar == Scalar::file || scalar == Scalar::dockerfile) return input_files(text, scalar, place, frame);
  if (scalar == Scalar::bytes || scalar == Scalar::duration || scalar == Scalar::port_number) {
    auto data = parse_quantity(text);
    if (!data || std::holds_alternative<Decimal>(*data))
      return wrong_type(Value{text, place}, what, scalar_title(scalar), place, frame);
    return convert_scalar(Value{std::move(*data), place}, scalar, what, place, frame);
  }
  if (scalar == Scalar::host) {
    const auto host = find_host(text, place, frame);
    return host ? Maybe(Value{*host, place}) : std::nullopt;
  }
  if (!is_text_type(scalar)) return wrong_type(Value{text, place}, what, scalar_title(scalar), place, frame);
  const auto problem = text_type_problem(scalar, text);
  if (problem.empty()) return Value{text, place};
  if (is_misspelt(place)) return std::nullopt;
  report(frame, catalog::bad_text, place, text, text_type_title(scalar), problem);
  return std::nullopt;
}

Maybe Evaluator::convert_list(const Value& value, const Type& type, std::string_view what, Span place,
                              const Frame& frame) {
  const auto* list = value.get<model::List>();
  if (list == nullptr) {
    report(frame, catalog::wrong_type, place, what, "a list", describe(value))
        .with_hint(value.get<std::string>() != nullptr ? "each word is an element of its own: [\"a\", \"b\"]"
                                                       : "one element is a list too: [x]");
    return std::nullopt;
  }
  model::List result;
  bool failed = false;
  for (const auto& item : *list) {
    const auto item_place = item.span.known() ? item.span : place;
    if (item.is_none()) {
      report(frame, catalog::none_in_list, item_place)
          .with_hint("`[for x in list if x != none: x]` leaves it out");
      failed = true;
      continue;
    }
    auto converted = convert(item, type.element.front(), what, item_place, frame);
    failed |= !converted;
    if (converted) result.push_back(std::move(*converted));
  }
  return failed ? Maybe{} : model::make_shared_value(std::move(result), place);
}

Maybe Evaluator::convert_map(const Value& value, const Type& type, std::string_view what, Span place,
                             const Frame& frame) {
  const auto* map = value.get<model::Map>();
  if (map == nullptr) {
    report(frame, catalog::wrong_type, place, what, "a map", describe(value))
        .with_hint(fmt::format("write `{} {{ NAME = … }}`", what));
    return std::nullopt;
  }
  model::Map result;
  bool failed = false;
  for (const auto& [key, item] : *map) {
    if (item.is_none()) continue;
    const auto item_place = item.span.known() ? item.span : place;
    auto converted = key_fits(key, type.key, item_place, frame)
                         ? convert(item, type.element.front(), key, item_place, frame)
                         : std::nullopt;
    failed |= !converted;
    if (converted) result[key] = std::move(*converted);
  }
  return failed ? Maybe{} : model::make_shared_value(std::move(result), place);
}

bool Evaluator::key_fits(const std::string& key, Scalar scalar, Span place, const Frame& frame) {
  if (scalar == Scalar::text) return true;
  const auto problem = text_type_problem(scalar, key);
  if (problem.empty()) return true;
  auto& diagnostic = report(frame, catalog::bad_text, place, key, text_type_title(scalar), problem);
  if (scalar == Scalar::path)
    diagnostic.with_hint("the path in the container stands on the left: \"/data\" = NAME");
  return false;
}

Maybe Evaluator::convert_choice(const Value& value, const Type& type, std::string_view what, Span place,
                                const Frame& frame) {
  const auto* text = value.get<std::string>();
  if (text == nullptr) {
    const auto word = std::string(sources_.text(place));
    const bool meant = std::find(type.words.begin(), type.words.end(), word) != type.words.end();
    report(frame, catalog::wrong_type, place, what, expected(type), describe(value))
        .with_hint(meant ? fmt::format("text is quoted: \"{}\"", word) : "");
    return std::nullopt;
  }
  if (std::find(type.words.begin(), type.words.end(), *text) != type.words.end()) return Value{*text, place};
  report(frame, catalog::not_a_choice, place, *text, type.to_text())
      .with_hint(did_you_mean(*text, type.words));
  return std::nullopt;
}

std::string Evaluator::reference_hint(const std::string& text, const Type& type, const Frame& frame) const {
  if (visible_member(text, frame) != nullptr)
    return fmt::format("names are written without quotes: `{}`", text);
  const bool volume = type.shapes.front() == schema::Shape::volume;
  if (volume && text.starts_with('/'))
    return fmt::format("declare `volume NAME {{ host_path = \"{}\" }}`, and write NAME here", text);
  return fmt::format("declare it: `{} NAME {{ … }}`", schema::info(type.shapes.front()).name);
}

/// A declaration of one of the kinds. Text is never a reference: bare is a name, quoted is text.
Maybe Evaluator::convert_reference(const Value& value, const Type& type, std::string_view what, Span place,
                                   const Frame& frame) {
  const auto* id = value.get<DeclId>();
  if (id != nullptr &&
      std::find(type.shapes.begin(), type.shapes.end(), entity(*id).blueprint->kind) != type.shapes.end()) {
    record_read(*id, place);
    return Value{*id, place};
  }
  const auto* text = value.get<std::string>();
  if (text == nullptr) return wrong_type(value, what, expected(type), place, frame);
  const bool image =
      std::find(type.shapes.begin(), type.shapes.end(), schema::Shape::image) != type.shapes.end();
  if (image) {
    report(frame, catalog::handcrafted_image, place, *text)
        .with_note({},
                   "an image may only come from a Dockerfile: an image typed by hand and pushed is a pet, "
                   "and one that is only named may be one")
        .with_hint(fmt::format("declare `image NAME {{ dockerfile = \"…/Dockerfile\" }}`, or `image NAME {{ "
                               "base = …, steps = […] }}`, and write `{} = NAME`",
                               what))
        .with_hint(
            "for an upstream image as it is: `base NAME { repository = \"…\", tag = \"…\" }`, pinned by "
            "`herdc lock`");
    return std::nullopt;
  }
  report(frame, catalog::wrong_type, place, what, expected(type), describe(value))
      .with_hint(reference_hint(*text, type, frame));
  return std::nullopt;
}

}  // namespace herdc::analysis
