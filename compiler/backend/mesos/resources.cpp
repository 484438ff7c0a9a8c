// `name(role):value;…` as src/common/resources.cpp reads it, or JSON, which alone can describe disks with a
// path.

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

#include "compiler/backend/mesos/grammar.h"
#include "compiler/backend/mesos/json_line.h"
#include "compiler/backend/mesos/spelling.h"
#include "compiler/base/json.h"
#include "compiler/base/text.h"

namespace herdc::mesos {
namespace {

using model::List;
using model::Map;
using model::Value;

constexpr std::int64_t mebibyte = 1 << 20;

/// "cpus" of "cpus(web)".
std::string_view plain_name(std::string_view key) {
  return key.substr(0, key.find('('));
}

bool is_name(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return is_letter(c) || is_digit(c) || c == '_' || c == '-' || c == '.';
  });
}

std::string key_problem(std::string_view key) {
  const auto name = plain_name(key);
  if (!is_name(name)) return fmt::format("`{}` is no name of a resource", key);
  if (name.size() == key.size()) return "";
  if (!key.ends_with(')')) return fmt::format("the role of `{}` is not closed with `)`", key);
  return role_problem(key.substr(name.size() + 1, key.size() - name.size() - 2));
}

std::string scalar_problem(std::string_view key, Decimal number) {
  if (plain_name(key) == "ports") return "ports are ranges, such as \"[31000-32000]\"";
  if (number <= Decimal()) return "an amount is more than 0";
  if (scalar(number).empty()) return "Mesos keeps three decimals";
  return plain_name(key) == "gpus" && !number.is_integer() ? "gpus are whole" : "";
}

std::string set_problem(const std::vector<std::string>& items) {
  for (const auto& item : items)
    if (item.empty() || item.find_first_of(" ,;:{}[]()") != std::string::npos || !text_problem(item).empty())
      return fmt::format("`{}` cannot be in a set", item);
  auto sorted = items;
  std::sort(sorted.begin(), sorted.end());
  const auto twice = std::adjacent_find(sorted.begin(), sorted.end());
  return twice == sorted.end() ? "" : fmt::format("it has `{}` twice", *twice);
}

/// The value of a token: a scalar, `[1-5]` or `{a,b}`.
struct Amount {
  std::string text;
  std::string problem;
};

Amount set_amount(const std::vector<std::string>& items) {
  return {"{" + join(items, ",") + "}", set_problem(items)};
}

Amount text_amount(std::string_view key, std::string_view text) {
  const auto plain = replace_all(text, " ", "");
  if (plain.starts_with('[')) {
    const auto ranges = parse_ranges(plain);
    return {to_text(ranges), ranges.problem};
  }
  if (plain.size() > 1 && plain.starts_with('{') && plain.ends_with('}'))
    return set_amount(split(plain.substr(1, plain.size() - 2), ","));
  const auto number = Decimal::parse(plain);
  if (!number) return {"", fmt::format("`{}` is no amount, range or set", text)};
  return {scalar(*number), scalar_problem(key, *number)};
}

/// `[31000, 32000]`
bool add_pair(const Value& value, Ranges& ranges) {
  const auto* pair = value.get<List>();
  if (pair == nullptr || pair->size() != 2) return false;
  const auto* begin = (*pair)[0].get<std::int64_t>();
  const auto* end = (*pair)[1].get<std::int64_t>();
  if (begin == nullptr || end == nullptr || *begin < 0 || *end < 0) return false;
  ranges.list.emplace_back(*begin, *end);
  return true;
}

Amount range_amount(Ranges ranges) {
  return {to_text(ranges), ranges_problem(ranges)};
}

/// A list of pairs of numbers, of texts such as "31000-32000", or of the members of a set.
Amount list_amount(const Spelling& s, const Value& value) {
  const auto& list = *value.get<List>();
  Ranges ranges;
  if (add_pair(value, ranges)) return range_amount(ranges);
  if (!list.empty() &&
      std::all_of(list.begin(), list.end(), [&](const auto& v) { return add_pair(v, ranges); }))
    return range_amount(ranges);
  std::vector<std::string> items;
  for (const auto& item : list) items.push_back(s.text(item).value_or(""));
  const auto text = "[" + join(items, ",") + "]";
  if (const auto parsed = parse_ranges(text); !parsed.list.empty()) return {to_text(parsed), parsed.problem};
  return set_amount(items);
}

Amount size_amount(std::string_view key, model::Bytes size) {
  if (plain_name(key) != "mem" && plain_name(key) != "disk") return {"", "only `mem` and `disk` are sizes"};
  if (size.count % mebibyte != 0) return {"", "Mesos counts whole MB (1048576 bytes) here"};
  return {std::to_string(size.count / mebibyte), size.count > 0 ? "" : "an amount is more than 0"};
}

std::optional<Amount> amount(const Spelling& s, std::string_view key, const Value& value) {
  if (const auto number = s.number(value)) return Amount{scalar(*number), scalar_problem(key, *number)};
  if (const auto* size = value.get<model::Bytes>()) return size_amount(key, *size);
  if (value.get<List>() != nullptr) return list_amount(s, value);
  const auto text = s.text(value);
  return text ? std::optional(text_amount(key, *text)) : std::nullopt;
}

Word token(const Spelling& s, const std::string& key, const Value& value) {
  const auto found = amount(s, key, value);
  if (!found) return s.wrong_type(value);
  const auto problem = found->problem.empty() ? key_problem(key) : found->problem;
  if (!problem.empty()) return s.bad(value, fmt::format("`{}`: {}", key, problem));
  return key + ":" + found->text;
}

/// Name and type of each.
using Types = std::vector<std::pair<std::string, std::string>>;

/// What a name holds in one role it holds in all.
std::string types_problem(const Types& resources) {
  std::map<std::string_view, std::string_view> types;
  for (const auto& [name, type] : resources)
    if (types.emplace(name, type).first->second != type)
      return fmt::format("`{}` is of one type in all its roles: an amount, ranges or a set", name);
  return "";
}

std::string_view type_of(std::string_view amount) {
  if (amount.starts_with('[')) return "RANGES";
  return amount.starts_with('{') ? "SET" : "SCALAR";
}

Types types_of(const std::vector<std::string>& tokens) {
  Types types;
  for (const std::string_view token : tokens) {
    const auto colon = token.find(':');
    types.emplace_back(plain_name(token.substr(0, colon)), type_of(token.substr(colon + 1)));
  }
  return types;
}

Word spell_map(const Spelling& s, const Value& value, const Map& map) {
  std::vector<std::string> tokens;
  for (const auto& [key, item] : map) {
    if (item.is_none()) continue;
    auto word = token(s, key, item);
    if (!word) return std::nullopt;
    tokens.push_back(*word);
  }
  return s.checked(value, join(tokens, ";"),
                   tokens.empty() ? "it is empty" : types_problem(types_of(tokens)));
}

constexpr std::string_view name_and_type = "each resource is a map with `name` and `type`";

Word text_member(const Spelling& s, const Value& item, const std::string& key) {
  const auto* map = item.get<Map>();
  return map != nullptr && map->contains(key) ? s.text(map->at(key)) : std::nullopt;
}

Word spell_list(const Spelling& s, const Value& value, const List& list) {
  Types types;
  for (const auto& item : list) {
    const auto name = text_member(s, item, "name");
    const auto type = text_member(s, item, "type");
    if (!name || !type) return s.bad(item, name_and_type);
    types.emplace_back(*name, *type);
  }
  if (const auto problem = types_problem(types); !problem.empty()) return s.bad(value, problem);
  auto line = json_line(s, value);
  return line ? s.checked(value, *line, argument_problem(*line)) : line;
}

Word spell_json_text(const Spelling& s, const Value& value, const std::string& text) {
  const auto json = json::parse(text);
  if (!json.ok()) return s.bad(value, json.failure().message, "write it as a list of maps");
  if (json->array() == nullptr) return s.bad(value, "it is no list");
  Types types;
  for (const auto& item : *json->array()) {
    const auto* name = item.member("name");
    const auto* type = item.member("type");
    if (name == nullptr || name->text() == nullptr || type == nullptr || type->text() == nullptr)
      return s.bad(value, name_and_type);
    types.emplace_back(*name->text(), *type->text());
  }
  const auto line = replace_all(text, "\n", " ");
  const auto problem = types_problem(types);
  return s.checked(value, line, problem.empty() ? argument_problem(line) : problem);
}

/// Mesos' own form.
Word spell_text(const Spelling& s, const Value& value, const std::string& text) {
  if (text.starts_with("file://")) return s.checked(value, text, file_problem(text));
  if (text.starts_with('[')) return spell_json_text(s, value, text);
  std::vector<std::string> tokens;
  for (const auto& part : split(text, ";")) {
    const auto sides = split(part, ":");
    if (sides.size() != 2) return s.bad(value, fmt::format("`{}` is not `name:amount`", part));
    auto word = token(s, sides[0], Value(sides[1], value.span));
    if (!word) return std::nullopt;
    tokens.push_back(*word);
  }
  return s.checked(value, join(tokens, ";"), types_problem(types_of(tokens)));
}

}  // namespace

Word spell_resources(const Spelling& s, const Value& value) {
  if (const auto* map = value.get<Map>()) return spell_map(s, value, *map);
  if (const auto* list = value.get<List>()) return spell_list(s, value, *list);
  const auto text = s.text(value);
  return text ? spell_text(s, value, *text) : s.wrong_type(value);
}

}  // namespace herdc::mesos
