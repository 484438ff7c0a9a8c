#include <fmt/format.h>

#include "compiler/analysis/evaluator.h"
#include "compiler/analysis/operators.h"

namespace herdc::analysis {

using ast::Operator;

namespace {

/// How many values `value` consists of; counting stops at `limit`.
std::size_t part_count(const Value& value, std::size_t limit) {
  std::size_t count = 1;
  const auto add = [&](const Value& part) {
    if (count < limit) count += part_count(part, limit - count);
  };
  if (const auto* list = value.get<model::List>())
    for (const auto& item : *list) add(item);
  if (const auto* map = value.get<model::Map>())
    for (const auto& [key, item] : *map) add(item);
  return count;
}

}  // namespace

Maybe Evaluator::combine(Operator op, const Value& left, const Value& right, Span span, const Frame& frame) {
  switch (op) {
    case Operator::equal:
    case Operator::not_equal:
      if (refuses_secrets(op, left, right, span, frame)) return std::nullopt;
      return Value{equal(left, right) == (op == Operator::equal), span};
    case Operator::in:
      if (refuses_secrets(op, left, right, span, frame)) return std::nullopt;
      return contains(right, left, span, frame);
    case Operator::range:
      return range(left, right, span, frame);
    default:
      return arithmetic(op, left, right, span, frame);
  }
}

/// As many parts are looked at as may be compared.
bool Evaluator::holds_secret(const Value& value, std::size_t& parts) const {
  if (parts == 0) return false;
  --parts;
  if (const auto* id = value.get<DeclId>()) return entity(*id).blueprint->kind == schema::Shape::secret;
  if (const auto* list = value.get<model::List>())
    return std::any_of(list->begin(), list->end(),
                       [&](const Value& item) { return holds_secret(item, parts); });
  const auto* map = value.get<model::Map>();
  return map != nullptr && std::any_of(map->begin(), map->end(),
                                       [&](const auto& item) { return holds_secret(item.second, parts); });
}

bool Evaluator::holds_secret(const Value& value) const {
  auto parts = limits_.compared;
  return holds_secret(value, parts);
}

bool Evaluator::refuses_secrets(Operator op, const Value& left, const Value& right, Span span,
                                const Frame& frame) {
  if (!holds_secret(left) && !holds_secret(right)) return false;
  report(frame, catalog::wrong_operands, span, spelling(op), describe(left), describe(right))
      .with_hint("a secret is handed on, and nothing depends on it");
  return true;
}

/// Numbers compare by value, hosts with their names.
bool Evaluator::equal(const Value& left, const Value& right) {
  if (part_count(left, limits_.compared) >=
      limits_.compared) {  // shared parts may stand for any number of them
    over_budget(left.span, fmt::format("{} parts to compare", limits_.compared), "compared");
    return false;
  }
  if (left.get<HostId>() != nullptr && right.get<std::string>() != nullptr)
    return text_form(left) == *right.get<std::string>();
  if (right.get<HostId>() != nullptr && left.get<std::string>() != nullptr) return equal(right, left);
  if (model::same(left, right)) return true;
  const auto less_equal = apply_operator(Operator::less_equal, left, right),
             greater_equal = apply_operator(Operator::greater_equal, left, right);
  const auto holds = [](const auto& outcome) {
    const auto* data = std::get_if<Value::Data>(&outcome);
    return data != nullptr && std::get<bool>(*data);
  };
  return holds(less_equal) && holds(greater_equal);
}

Maybe Evaluator::contains(const Value& container, const Value& item, Span span, const Frame& frame) {
  if (const auto* list = container.get<model::List>()) {
    for (const auto& candidate : *list)
      if (equal(candidate, item)) return Value{true, span};
    return Value{false, span};
  }
  const auto key = text_form(item);
  if (const auto* map = container.get<model::Map>(); map != nullptr && key)
    return Value{map->contains(*key), span};
  report(frame, catalog::wrong_operands, span, "in", describe(item), describe(container))
      .with_hint("`in` looks for a member of a list or a key of a map");
  return std::nullopt;
}

Maybe Evaluator::range(const Value& from, const Value& to, Span span, const Frame& frame) {
  const auto* first = from.get<std::int64_t>();
  const auto* last = to.get<std::int64_t>();
  if (first == nullptr || last == nullptr) {
    report(frame, catalog::wrong_operands, span, "..", describe(from), describe(to))
        .with_hint("a range runs over integers");
    return std::nullopt;
  }
  model::List items;
  const auto count = subtract(*last, *first);
  if (!count || !spend_bytes(*count < 0 ? 0 : static_cast<std::size_t>(*count) * sizeof(Value), span))
    return std::nullopt;
  for (std::int64_t i = 0; i <= *count; ++i) items.push_back(Value{*first + i, span});
  return model::make_shared_value(std::move(items), span);
}

Maybe Evaluator::arithmetic(Operator op, const Value& left, const Value& right, Span span,
                            const Frame& frame) {
  auto outcome = apply_operator(op, left, right);
  if (auto* data = std::get_if<Value::Data>(&outcome)) return Value{std::move(*data), span};
  switch (std::get<Refusal>(outcome)) {
    case Refusal::division_by_zero:
      report(frame, catalog::division_by_zero, span);
      break;
    case Refusal::inexact:
      report(frame, catalog::inexact, span, fmt::format("the result of `{}`", spelling(op)))
          .with_hint(
              "numbers are exact, with six fractional digits; `floor`, `ceil`, `div` and `mod` say which way "
              "to go");
      break;
    case Refusal::wrong_operands:
      report_operands(op, left, right, span, frame);
      break;
  }
  return std::nullopt;
}

void Evaluator::report_operands(Operator op, const Value& left, const Value& right, Span span,
                                const Frame& frame) {
  auto& diagnostic =
      report(frame, catalog::wrong_operands, span, spelling(op), describe(left), describe(right));
  diagnostic.with_note(left.span, "the left side").with_note(right.span, "the right side");
  const bool texts = left.get<std::string>() != nullptr || right.get<std::string>() != nullptr;
  if (op == Operator::add && texts) diagnostic.with_hint("texts are joined by interpolation: \"\\(a)\\(b)\"");
  if (op == Operator::add && left.get<model::List>() != nullptr)
    diagnostic.with_hint("`concat(a, b)` joins lists");
}

}  // namespace herdc::analysis
