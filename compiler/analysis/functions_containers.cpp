#include <algorithm>
#include <array>

#include "compiler/analysis/given.h"
#include "compiler/analysis/operators.h"
#include "compiler/base/text.h"
#include "compiler/base/utf8.h"

namespace herdc::analysis {
namespace {

using ast::Operator;
using model::List;
using model::Map;

Maybe count_of(const Given& given) {
  if (const auto* list = given[0].get<List>()) return given.give(static_cast<std::int64_t>(list->size()));
  if (const auto* map = given[0].get<Map>()) return given.give(static_cast<std::int64_t>(map->size()));
  if (const auto* text = given[0].get<std::string>())
    return given.give(static_cast<std::int64_t>(utf8::length(*text)));
  return given.wrong(0, "a list, a map or text");
}

Maybe sum_of(const Given& given) {
  const auto* list = given.list(0);
  if (list == nullptr) return std::nullopt;
  if (list->empty()) return given.give(std::int64_t{0});
  const auto& first = list->front();
  if (!first.get<std::int64_t>() && !first.get<Decimal>() && !first.get<model::Bytes>() &&
      !first.get<model::Duration>())
    return given.wrong(0, "a list of numbers, of bytes or of durations");
  Value total = list->front();
  for (std::size_t i = 1; i < list->size(); ++i) {
    auto next = apply_operator(Operator::add, total, (*list)[i]);
    if (const auto* refusal = std::get_if<Refusal>(&next))
      return *refusal == Refusal::inexact ? given.inexact()
                                          : given.wrong(0, "numbers, bytes or durations of one kind");
    total.data = std::get<Value::Data>(next);
  }
  return given.give(total.data);
}

/// The element that comes first by `op`, of one list or of all arguments.
Maybe extreme(const Given& given, Operator op) {
  const List all =
      given.size() == 1 && given[0].get<List>() != nullptr ? *given[0].get<List>() : List(given.arguments);
  if (all.empty()) return given.wrong(0, "a list that is not empty");
  const auto* best = &all.front();
  for (const auto& item : all) {
    const auto better = apply_operator(op, item, *best);
    const auto* data = std::get_if<Value::Data>(&better);
    if (data == nullptr) return given.wrong(0, "numbers, texts, bytes or durations of one kind");
    if (std::get<bool>(*data)) best = &item;
  }
  return given.give(best->data);
}

Maybe min_of(const Given& given) {
  return extreme(given, Operator::less);
}

Maybe max_of(const Given& given) {
  return extreme(given, Operator::greater);
}

Maybe distinct_of(const Given& given) {
  const auto* list = given.list(0);
  if (list == nullptr) return std::nullopt;
  if (given.evaluator.holds_secret(given[0])) return given.wrong(0, "a list without secrets");
  List result;
  for (const auto& item : *list) {
    if (!given.evaluator.spend_bytes(result.size(), given.span))
      return std::nullopt;  // comparing costs time too
    const bool known = std::any_of(result.begin(), result.end(),
                                   [&](const Value& v) { return given.evaluator.equal(v, item); });
    if (!known) result.push_back(item);
  }
  return given.give(std::move(result));
}

/// Natural order for texts and hosts, by value for the rest.
Maybe sort_list(const Given& given) {
  const auto* list = given.list(0);
  if (list == nullptr) return std::nullopt;
  if (given.evaluator.holds_secret(given[0])) return given.wrong(0, "a list without secrets");
  List result = *list;
  bool failed = false;
  std::stable_sort(result.begin(), result.end(), [&](const Value& a, const Value& b) {
    const auto left = a.get<std::int64_t>() != nullptr ? std::nullopt : given.evaluator.text_form(a);
    const auto right = b.get<std::int64_t>() != nullptr ? std::nullopt : given.evaluator.text_form(b);
    if (left && right && a.get<Decimal>() == nullptr) return natural_less(*left, *right);
    const auto less = apply_operator(Operator::less, a, b);
    const auto* data = std::get_if<Value::Data>(&less);
    failed |= data == nullptr;
    return data != nullptr && std::get<bool>(*data);
  });
  return failed ? given.wrong(0, "numbers, texts, hosts, bytes or durations of one kind")
                : given.give(std::move(result));
}

Maybe flatten_list(const Given& given) {
  const auto* list = given.list(0);
  if (list == nullptr) return std::nullopt;
  List result;
  for (const auto& item : *list) {
    const auto* inner = item.get<List>();
    if (inner == nullptr) return given.wrong(0, "a list of lists");
    if (!given.evaluator.spend_bytes(inner->size() * sizeof(Value), given.span)) return std::nullopt;
    result.insert(result.end(), inner->begin(), inner->end());
  }
  return given.give(std::move(result));
}

Maybe concat_lists(const Given& given) {
  List result;
  for (std::size_t i = 0; i < given.size(); ++i) {
    const auto* list = given.list(i);
    if (list == nullptr || !given.evaluator.spend_bytes(list->size() * sizeof(Value), given.span))
      return std::nullopt;
    result.insert(result.end(), list->begin(), list->end());
  }
  return given.give(std::move(result));
}

/// Later maps win.
Maybe merge_maps(const Given& given) {
  Map result;
  for (std::size_t i = 0; i < given.size(); ++i) {
    const auto* map = given.map(i);
    if (map == nullptr || !given.evaluator.spend_bytes(map->size() * sizeof(Value), given.span))
      return std::nullopt;
    for (const auto& [key, value] : *map) result[key] = value;
  }
  return given.give(std::move(result));
}

Maybe keys_of(const Given& given) {
  const auto* map = given.map(0);
  if (map == nullptr) return std::nullopt;
  List result;
  for (const auto& [key, value] : *map) result.push_back(Value{key, given.span});
  return given.give(std::move(result));
}

Maybe values_of(const Given& given) {
  const auto* map = given.map(0);
  if (map == nullptr) return std::nullopt;
  List result;
  for (const auto& [key, value] : *map) result.push_back(value);
  return given.give(std::move(result));
}

Maybe get_element(const Given& given) {
  const auto* map = given.map(0);
  if (map == nullptr) return std::nullopt;
  const auto key = given.evaluator.text_form(given[1]);
  if (!key) return given.wrong(1, "a key");
  const auto found = map->find(*key);
  return found == map->end() ? given[2] : found->second;
}

Maybe fold_truth(const Given& given, bool stop) {
  const auto* list = given.list(0);
  if (list == nullptr) return std::nullopt;
  bool result = !stop;
  for (const auto& item : *list) {
    const auto* truth = item.get<bool>();
    if (truth == nullptr) return given.wrong(0, "a list of true and false");
    if (*truth == stop) result = stop;
  }
  return given.give(result);
}

Maybe any_of(const Given& given) {
  return fold_truth(given, true);
}

Maybe all_of(const Given& given) {
  return fold_truth(given, false);
}

constexpr std::size_t many = 1000;

constexpr std::array functions = {
    Function{"count", 1, 1, count_of, nullptr, "count(list)"},
    Function{"sum", 1, 1, sum_of, nullptr, "sum(list)"},
    Function{"min", 1, many, min_of, nullptr, "min(list) or min(a, b)"},
    Function{"max", 1, many, max_of, nullptr, "max(list) or max(a, b)"},
    Function{"distinct", 1, 1, distinct_of, nullptr, "distinct(list)"},
    Function{"sort", 1, 1, sort_list, nullptr, "sort(list)"},
    Function{"flatten", 1, 1, flatten_list, nullptr, "flatten(list of lists)"},
    Function{"concat", 1, many, concat_lists, nullptr, "concat(list, list)"},
    Function{"merge", 1, many, merge_maps, nullptr, "merge(map, map)"},
    Function{"keys", 1, 1, keys_of, nullptr, "keys(map)"},
    Function{"values", 1, 1, values_of, nullptr, "values(map)"},
    Function{"get", 3, 3, get_element, nullptr, "get(map, key, default)"},
    Function{"any", 1, 1, any_of, nullptr, "any(list of true and false)"},
    Function{"all", 1, 1, all_of, nullptr, "all(list of true and false)"},
};

}  // namespace

std::span<const Function> container_functions() {
  return functions;
}

}  // namespace herdc::analysis
