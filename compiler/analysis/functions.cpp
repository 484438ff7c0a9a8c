#include "compiler/analysis/functions.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "compiler/analysis/evaluator.h"
#include "compiler/analysis/operators.h"
#include "compiler/analysis/text_types.h"
#include "compiler/base/text.h"
#include "compiler/base/utf8.h"

namespace herdc::analysis {

using ast::Operator;
using model::Bytes;
using model::Duration;
using model::List;
using model::Map;

/// One call with all that a function needs to answer or to complain.
struct Given {
  Evaluator& evaluator;
  const Frame& frame;
  const ast::Call& call;
  Span span;
  const Arguments& arguments;

  const Value& operator[](std::size_t i) const { return arguments[i]; }
  std::size_t size() const { return arguments.size(); }

  Maybe give(Value::Data data) const { return Value{std::move(data), span}; }
  Maybe give(List list) const { return model::make_shared_value(std::move(list), span); }
  Maybe give(Map map) const { return model::make_shared_value(std::move(map), span); }
  Maybe give_text(std::string text) const {
    if (!evaluator.spend_bytes(text.size(), span)) return std::nullopt;
    return Value{std::move(text), span};
  }
  Maybe wrong(std::size_t i, std::string_view wanted) const {
    evaluator.report(frame, catalog::wrong_argument, call.arguments[i].span, call.function.text, wanted,
                     evaluator.describe(arguments[i]));
    return std::nullopt;
  }
  Maybe inexact() const {
    evaluator.report(frame, catalog::inexact, span, call.function.text);
    return std::nullopt;
  }
  template <class T>
  const T* take(std::size_t i, std::string_view wanted) const {
    const auto* value = arguments[i].get<T>();
    if (value == nullptr) wrong(i, wanted);
    return value;
  }
  const std::string* text(std::size_t i) const { return take<std::string>(i, "text"); }
  const std::int64_t* integer(std::size_t i) const { return take<std::int64_t>(i, "an integer"); }
  const List* list(std::size_t i) const { return take<List>(i, "a list"); }
  const Map* map(std::size_t i) const { return take<Map>(i, "a map"); }
};

namespace {

// Text.

Maybe join_texts(const Given& given) {
  const auto* list = given.list(0);
  const auto* separator = given.text(1);
  if (list == nullptr || separator == nullptr) return std::nullopt;
  std::vector<std::string> parts;
  for (const auto& item : *list) {
    auto form = given.evaluator.text_form(item);
    if (!form)
      return given.evaluator.no_text_form(item, given.call.arguments[0].span, given.frame), std::nullopt;
    parts.push_back(std::move(*form));
  }
  return given.give_text(join(parts, *separator));
}

Maybe split_text(const Given& given) {
  const auto* text = given.text(0);
  const auto* separator = given.text(1);
  if (text == nullptr || separator == nullptr) return std::nullopt;
  if (separator->empty()) return given.wrong(1, "text that is not empty");
  List list;
  for (auto& part : split(*text, *separator)) list.push_back(Value{std::move(part), given.span});
  return given.give(std::move(list));
}

Maybe replace_text(const Given& given) {
  const auto* text = given.text(0);
  const auto* from = given.text(1);
  const auto* to = given.text(2);
  if (text == nullptr || from == nullptr || to == nullptr) return std::nullopt;
  if (from->empty()) return given.wrong(1, "text that is not empty");
  if (!given.evaluator.spend_bytes(text->size() / from->size() * to->size(), given.span)) return std::nullopt;
  return given.give_text(replace_all(*text, *from, *to));
}

Maybe upper_text(const Given& given) {
  const auto* text = given.text(0);
  return text == nullptr ? std::nullopt : given.give_text(to_upper(*text));
}

Maybe lower_text(const Given& given) {
  const auto* text = given.text(0);
  return text == nullptr ? std::nullopt : given.give_text(to_lower(*text));
}

/// pad(7, 5) is "00007"
Maybe pad_number(const Given& given) {
  const auto* number = given.integer(0);
  const auto* width = given.integer(1);
  if (number == nullptr || width == nullptr) return std::nullopt;
  if (*number < 0) return given.wrong(0, "an integer from 0");
  if (*width < 1 || *width > 18) return given.wrong(1, "a width from 1 to 18");
  return given.give_text(fmt::format("{:0{}}", *number, *width));
}

template <class Test>
Maybe test_texts(const Given& given, Test test) {
  const auto* text = given.text(0);
  const auto* part = given.text(1);
  return text == nullptr || part == nullptr ? std::nullopt : given.give(test(*text, *part));
}

Maybe contains_text(const Given& given) {
  return test_texts(
      given, [](const std::string& t, const std::string& p) { return t.find(p) != std::string::npos; });
}

Maybe starts_with_text(const Given& given) {
  return test_texts(given, [](const std::string& t, const std::string& p) { return t.starts_with(p); });
}

Maybe ends_with_text(const Given& given) {
  return test_texts(given, [](const std::string& t, const std::string& p) { return t.ends_with(p); });
}

// Lists and maps.

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

// Numbers.

std::optional<std::pair<std::int64_t, std::int64_t>> division(const Given& given) {
  const auto* dividend = given.integer(0);
  const auto* divisor = given.integer(1);
  if (dividend == nullptr || divisor == nullptr) return std::nullopt;
  if (*divisor != 0 && *divisor != -1) return std::pair{*dividend, *divisor};
  if (*divisor == 0)
    given.evaluator.report(given.frame, catalog::division_by_zero, given.span);
  else
    given.wrong(1, "a divisor other than -1");
  return std::nullopt;
}

/// Rounds towards minus infinity, so that mod is never negative for a positive divisor.
Maybe div_integers(const Given& given) {
  const auto numbers = division(given);
  if (!numbers) return std::nullopt;
  const auto [a, b] = *numbers;
  return given.give(a / b - ((a % b != 0) && ((a < 0) != (b < 0)) ? 1 : 0));
}

Maybe mod_integers(const Given& given) {
  const auto numbers = division(given);
  if (!numbers) return std::nullopt;
  const auto [a, b] = *numbers;
  return given.give(a % b + ((a % b != 0) && ((a < 0) != (b < 0)) ? b : 0));
}

Maybe floor_number(const Given& given) {
  if (given[0].get<std::int64_t>() != nullptr) return given.give(given[0].data);
  const auto* number = given.take<Decimal>(0, "a number");
  return number == nullptr ? std::nullopt : given.give(number->floor());
}

Maybe ceil_number(const Given& given) {
  if (given[0].get<std::int64_t>() != nullptr) return given.give(given[0].data);
  const auto* number = given.take<Decimal>(0, "a number");
  return number == nullptr ? std::nullopt : given.give(number->floor() + (number->is_integer() ? 0 : 1));
}

/// Smallest majority: of a list, or of a number of members.
Maybe quorum_of(const Given& given) {
  if (const auto* list = given[0].get<List>())
    return given.give(static_cast<std::int64_t>(list->size() / 2 + 1));
  const auto* number = given[0].get<std::int64_t>();
  if (number == nullptr || *number < 1) return given.wrong(0, "a list, or a number of members");
  return given.give(*number / 2 + 1);
}

Maybe whole_units(const Given& given, std::int64_t count, std::int64_t unit) {
  if (count % unit != 0) return given.inexact();
  return given.give(count / unit);
}

Maybe mib_of(const Given& given) {
  const auto* bytes = given.take<Bytes>(0, "bytes");
  return bytes == nullptr ? std::nullopt : whole_units(given, bytes->count, 1 << 20);
}

Maybe seconds_of(const Given& given) {
  const auto* time = given.take<Duration>(0, "a duration");
  return time == nullptr ? std::nullopt : whole_units(given, time->milliseconds, 1000);
}

/// cidr_host("10.0.0.0/24", 5) is "10.0.0.5"
Maybe cidr_host_of(const Given& given) {
  const auto* network = given.text(0);
  const auto* number = given.integer(1);
  if (network == nullptr || number == nullptr) return std::nullopt;
  if (!text_type_problem(schema::Scalar::cidr, *network).empty())
    return given.wrong(0, "a network such as \"10.0.0.0/24\"");
  std::uint64_t address = 0;
  const auto slash = network->find('/');
  for (const auto& part : split(network->substr(0, slash), "."))
    address = address * 256 + static_cast<std::uint64_t>(Decimal::parse(part)->floor());
  const auto free_bits = 32 - Decimal::parse(network->substr(slash + 1))->floor();
  const std::uint64_t hosts = std::uint64_t{1} << free_bits;
  if (*number < 0 || static_cast<std::uint64_t>(*number) >= hosts)
    return given.wrong(1, fmt::format("a number from 0 to {}", hosts - 1));
  const std::uint64_t result = address / hosts * hosts + static_cast<std::uint64_t>(*number);
  return given.give_text(
      fmt::format("{}.{}.{}.{}", result >> 24, (result >> 16) & 255, (result >> 8) & 255, result & 255));
}

// Special forms.

Maybe exists_form(Evaluator& evaluator, const Frame& frame, const ast::Call& call, Span) {
  return evaluator.evaluate_exists(call.arguments[0], frame);
}
Maybe at_form(Evaluator& evaluator, const Frame& frame, const ast::Call& call, Span) {
  return evaluator.evaluate_at(call.arguments[0], call.arguments[1], frame);
}
Maybe unordered_form(Evaluator& evaluator, const Frame& frame, const ast::Call& call, Span) {
  return evaluator.evaluate_unordered(call.arguments[0], frame);
}

constexpr std::size_t many = 1000;

constexpr std::array functions = {
    Function{"join", 2, 2, join_texts, nullptr, "join(list, separator)"},
    Function{"split", 2, 2, split_text, nullptr, "split(text, separator)"},
    Function{"replace", 3, 3, replace_text, nullptr, "replace(text, from, to)"},
    Function{"upper", 1, 1, upper_text, nullptr, "upper(text)"},
    Function{"lower", 1, 1, lower_text, nullptr, "lower(text)"},
    Function{"pad", 2, 2, pad_number, nullptr, "pad(7, 5) is \"00007\""},
    Function{"contains", 2, 2, contains_text, nullptr, "contains(text, part)"},
    Function{"starts_with", 2, 2, starts_with_text, nullptr, "starts_with(text, part)"},
    Function{"ends_with", 2, 2, ends_with_text, nullptr, "ends_with(text, part)"},
    Function{"count", 1, 1, count_of, nullptr, "count(list)"},
    Function{"sum", 1, 1, sum_of, nullptr, "sum(list)"},
    Function{"min", 1, many, min_of, nullptr, "min(list) or min(a, b)"},
    Function{"max", 1, many, max_of, nullptr, "max(list) or max(a, b)"},
    Function{"div", 2, 2, div_integers, nullptr, "div(7, 2) is 3"},
    Function{"mod", 2, 2, mod_integers, nullptr, "mod(7, 2) is 1"},
    Function{"floor", 1, 1, floor_number, nullptr, "floor(number)"},
    Function{"ceil", 1, 1, ceil_number, nullptr, "ceil(number)"},
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
    Function{"quorum", 1, 1, quorum_of, nullptr, "quorum(self.hosts)"},
    Function{"mib", 1, 1, mib_of, nullptr, "mib(2GiB) is 2048"},
    Function{"seconds", 1, 1, seconds_of, nullptr, "seconds(2min) is 120"},
    Function{"cidr_host", 2, 2, cidr_host_of, nullptr, "cidr_host(\"10.0.0.0/24\", 5) is \"10.0.0.5\""},
    Function{"exists", 1, 1, nullptr, exists_form, "exists(NAME)"},
    Function{"at", 2, 2, nullptr, at_form, "at(value, \"host\")"},
    Function{"unordered", 1, 1, nullptr, unordered_form, "unordered(value)"},
};

struct LaterFunction {
  std::string_view name, needs;
};
constexpr std::array later_functions = {
    LaterFunction{"yaml", "data files (`yaml`, `json`)"},
    LaterFunction{"json", "data files (`yaml`, `json`)"},
    LaterFunction{"artifact", "tests, which `artifact` belongs to,"},
};

}  // namespace

const Function* find_function(std::string_view name) {
  const auto found =
      std::find_if(functions.begin(), functions.end(), [&](const auto& f) { return f.name == name; });
  return found == functions.end() ? nullptr : &*found;
}

Maybe apply(const Function& function, Evaluator& evaluator, const Frame& frame, const ast::Call& call,
            Span span, const Arguments& arguments) {
  return function.apply({evaluator, frame, call, span, arguments});
}

std::vector<std::string> function_names() {
  std::vector<std::string> names;
  for (const auto& function : functions) names.emplace_back(function.name);
  return names;
}

std::optional<std::string_view> find_later_function(std::string_view name) {
  for (const auto& row : later_functions)
    if (row.name == name) return row.needs;
  return std::nullopt;
}

}  // namespace herdc::analysis
