#include "compiler/analysis/operators.h"

namespace herdc::analysis {
namespace {

using ast::Operator;
using model::Bytes;
using model::Duration;
using model::Value;
using Outcome = std::variant<Value::Data, Refusal>;

template <class T>
Outcome exact(const std::optional<T>& result) {
  if (!result) return Refusal::inexact;
  return Value::Data(*result);
}

/// Integers stay integers where the result is one.
Outcome integers(Operator op, std::int64_t l, std::int64_t r) {
  switch (op) {
    case Operator::add:
      return exact(add(l, r));
    case Operator::subtract:
      return exact(subtract(l, r));
    case Operator::multiply:
      return exact(multiply(l, r));
    default:
      break;
  }
  if (r == 0) return Refusal::division_by_zero;
  if (r == -1) return exact(subtract(std::int64_t{0}, l));  // the one quotient that may not fit
  if (l % r == 0) return Value::Data(l / r);
  const auto left = Decimal::from_integer(l), right = Decimal::from_integer(r);
  return left && right ? exact(divide(*left, *right)) : Outcome(Refusal::inexact);
}

Outcome decimals(Operator op, Decimal l, Decimal r) {
  switch (op) {
    case Operator::add:
      return exact(add(l, r));
    case Operator::subtract:
      return exact(subtract(l, r));
    case Operator::multiply:
      return exact(multiply(l, r));
    default:
      break;
  }
  if (r.millionths() == 0) return Refusal::division_by_zero;
  return exact(divide(l, r));
}

std::optional<Decimal> as_decimal(const Value& value) {
  if (const auto* integer = value.get<std::int64_t>()) return Decimal::from_integer(*integer);
  if (const auto* decimal = value.get<Decimal>()) return *decimal;
  return std::nullopt;
}

bool is_number(const Value& value) {
  return value.get<std::int64_t>() != nullptr || value.get<Decimal>() != nullptr;
}

Outcome numbers(Operator op, const Value& left, const Value& right) {
  const auto* l = left.get<std::int64_t>();
  const auto* r = right.get<std::int64_t>();
  if (l != nullptr && r != nullptr) return integers(op, *l, *r);
  const auto a = as_decimal(left), b = as_decimal(right);
  return a && b ? decimals(op, *a, *b) : Outcome(Refusal::inexact);
}

std::int64_t count_of(Bytes value) {
  return value.count;
}
std::int64_t count_of(Duration value) {
  return value.milliseconds;
}

template <class Unit>
Outcome as_unit(const std::optional<std::int64_t>& count) {
  if (!count) return Refusal::inexact;
  return Value::Data(Unit{*count});
}

template <class Unit>
Outcome scale(Operator op, Unit unit, const Value& factor) {
  __extension__ using Wide = __int128;
  const auto by = as_decimal(factor);
  if (!by) return Refusal::inexact;
  if (op == Operator::divide && by->millionths() == 0) return Refusal::division_by_zero;
  const Wide up = Wide{count_of(unit)} * (op == Operator::multiply ? by->millionths() : Decimal::scale);
  const Wide down = op == Operator::multiply ? Wide{Decimal::scale} : Wide{by->millionths()};
  if (up % down != 0 || up / down > INT64_MAX || up / down < INT64_MIN) return Refusal::inexact;
  return Value::Data(Unit{static_cast<std::int64_t>(up / down)});
}

/// The same unit on both sides, or a unit and a number.
template <class Unit>
Outcome units(Operator op, const Value& left, const Value& right) {
  const auto* l = left.get<Unit>();
  const auto* r = right.get<Unit>();
  if (l != nullptr && r != nullptr) {
    if (op == Operator::add) return as_unit<Unit>(add(count_of(*l), count_of(*r)));
    if (op == Operator::subtract) return as_unit<Unit>(subtract(count_of(*l), count_of(*r)));
    if (op == Operator::divide) return integers(op, count_of(*l), count_of(*r));
    return Refusal::wrong_operands;
  }
  if (l != nullptr && is_number(right) && (op == Operator::multiply || op == Operator::divide))
    return scale(op, *l, right);
  if (r != nullptr && is_number(left) && op == Operator::multiply) return scale(op, *r, left);
  return Refusal::wrong_operands;
}

bool holds(Operator op, std::strong_ordering order) {
  switch (op) {
    case Operator::less:
      return order < 0;
    case Operator::less_equal:
      return order <= 0;
    case Operator::greater:
      return order > 0;
    default:
      return order >= 0;
  }
}

template <class T>
std::optional<std::strong_ordering> order_as(const Value& left, const Value& right) {
  const auto* l = left.get<T>();
  const auto* r = right.get<T>();
  if (l == nullptr || r == nullptr) return std::nullopt;
  return *l <=> *r;
}

std::optional<std::strong_ordering> order(const Value& left, const Value& right) {
  if (is_number(left) && is_number(right)) {
    if (const auto integers = order_as<std::int64_t>(left, right)) return integers;
    const auto l = as_decimal(left), r = as_decimal(right);
    return l && r ? std::optional(*l <=> *r) : std::nullopt;
  }
  if (const auto bytes = order_as<Bytes>(left, right)) return bytes;
  if (const auto time = order_as<Duration>(left, right)) return time;
  return order_as<std::string>(left, right);
}

bool is_comparison(Operator op) {
  return op >= Operator::less && op <= Operator::greater_equal;
}

}  // namespace

std::variant<Value::Data, Refusal> apply_operator(Operator op, const Value& left, const Value& right) {
  if (is_comparison(op)) {
    const auto comparison = order(left, right);
    return comparison ? Outcome(Value::Data(holds(op, *comparison))) : Outcome(Refusal::wrong_operands);
  }
  if (is_number(left) && is_number(right)) return numbers(op, left, right);
  const bool bytes = left.get<Bytes>() != nullptr || right.get<Bytes>() != nullptr;
  const bool time = left.get<Duration>() != nullptr || right.get<Duration>() != nullptr;
  if (bytes && !time) return units<Bytes>(op, left, right);
  if (time && !bytes) return units<Duration>(op, left, right);
  return Refusal::wrong_operands;
}

std::string_view spelling(Operator op) {
  switch (op) {
    case Operator::or_:
      return "or";
    case Operator::and_:
      return "and";
    case Operator::equal:
      return "==";
    case Operator::not_equal:
      return "!=";
    case Operator::less:
      return "<";
    case Operator::less_equal:
      return "<=";
    case Operator::greater:
      return ">";
    case Operator::greater_equal:
      return ">=";
    case Operator::in:
      return "in";
    case Operator::range:
      return "..";
    case Operator::add:
      return "+";
    case Operator::subtract:
      return "-";
    case Operator::multiply:
      return "*";
    case Operator::divide:
      return "/";
  }
  return "";
}

}  // namespace herdc::analysis
