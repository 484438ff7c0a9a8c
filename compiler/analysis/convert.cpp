#include <fmt/format.h>

#include <algorithm>

#include "compiler/analysis/evaluator.h"
#include "compiler/analysis/text_types.h"
#include "compiler/analysis/wording.h"
#include "compiler/base/spelling.h"
#include "compiler/base/text.h"

namespace herdc::analysis {

using schema::Scalar;
using schema::Type;

/// The value is taken to be written at `place`, where the reader looks for it; its parts keep their own
/// places.
Maybe Evaluator::convert(const Value& value, const Type& type, std::string_view what, Span place,
                         const Frame& frame) {
  if (!spend_step(place)) return std::nullopt;
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

namespace {

/// `["hostname", "UNIQUE"]` where `[["hostname", "UNIQUE"]]` is meant.
bool is_one_of_the_lists(const model::List& list, const Type& type) {
  return type.element.front().form == Type::Form::list && !list.empty() &&
         std::none_of(list.begin(), list.end(),
                      [](const Value& item) { return item.is_none() || item.get<model::List>() != nullptr; });
}

}  // namespace

Maybe Evaluator::convert_list(const Value& value, const Type& type, std::string_view what, Span place,
                              const Frame& frame) {
  const auto* list = value.get<model::List>();
  if (list == nullptr) {
    report(frame, catalog::wrong_type, place, what, "a list", describe(value))
        .with_hint(value.get<std::string>() != nullptr ? "each word is an element of its own: [\"a\", \"b\"]"
                                                       : "one element is a list too: [x]");
    return std::nullopt;
  }
  if (is_one_of_the_lists(*list, type)) {
    report(frame, catalog::wrong_type, place, what, "a list of lists", "one list")
        .with_hint("put it into brackets once more: [[\"a\", \"b\"]]");
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
        .with_hint(type.key == Scalar::path
                       ? fmt::format("write `{} {{ \"/path/in/the/container\" = NAME }}`", what)
                       : fmt::format("write `{} {{ NAME = … }}`", what));
    return std::nullopt;
  }
  model::Map result;
  bool failed = false;
  for (const auto& [key, item] : *map) {
    if (item.is_none()) continue;
    const auto item_place = item.span.known() ? item.span : place;
    auto converted = key_fits(key, type.key, item.key.known() ? item.key : item_place, frame)
                         ? convert(item, type.element.front(), key, item_place, frame)
                         : std::nullopt;
    failed |= !converted;
    if (!converted) continue;
    converted->key = item.key;
    result[key] = std::move(*converted);
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
    report(frame, catalog::wrong_type, place, what, type_title(type), describe(value))
        .with_hint(meant ? fmt::format("text is quoted: \"{}\"", word) : "");
    return std::nullopt;
  }
  if (std::find(type.words.begin(), type.words.end(), *text) != type.words.end()) return Value{*text, place};
  report(frame, catalog::not_a_choice, place, *text, type.to_text())
      .with_hint(did_you_mean(*text, type.words));
  return std::nullopt;
}

}  // namespace herdc::analysis
