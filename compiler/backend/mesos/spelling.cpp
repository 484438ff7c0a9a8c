#include "compiler/backend/mesos/spelling.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "compiler/backend/mesos/grammar.h"
#include "compiler/base/spelling.h"
#include "compiler/base/text.h"

namespace herdc::mesos {
namespace {

using model::List;
using model::Value;

Word spell_boolean(const Spelling& s, const Value& value) {
  const auto* on = value.get<bool>();
  if (on != nullptr) return *on ? "true" : "false";
  const auto text = s.text(value);
  if (text && (*text == "true" || *text == "false"))
    return s.bad(value, "it is text", fmt::format("write {} without quotes", *text));
  return s.wrong_type(value);
}

/// Types that are text with a grammar of its own.
template <std::string (*problem)(std::string_view)>
Word spell_text(const Spelling& s, const Value& value) {
  auto text = s.text(value);
  if (!text) return s.wrong_type(value);
  const auto found = argument_problem(*text);
  return s.checked(value, *text, found.empty() ? problem(*text) : found);
}

std::string choice_problem(const Flag& flag, std::string_view word) {
  const auto choices = split(flag.choices, " ");
  if (flag.choices.empty() || std::find(choices.begin(), choices.end(), word) != choices.end()) return "";
  return fmt::format("it is one of {}, not `{}`", enumerate(choices, "or"), word);
}

Word spell_choice(const Spelling& s, const Value& value) {
  const auto text = s.text(value);
  return text ? s.checked(value, *text, choice_problem(s.flag(), *text)) : s.wrong_type(value);
}

std::string word_problem(const Flag& flag, const std::string& word, char separator) {
  if (word.empty()) return "one of its words is empty";
  if (word.find(separator) != std::string::npos) return fmt::format("`{}` separates its words", separator);
  const auto problem = text_problem(word);
  return problem.empty() ? choice_problem(flag, word) : problem;
}

std::string twice_problem(std::vector<std::string> words) {
  std::sort(words.begin(), words.end());
  const auto twice = std::adjacent_find(words.begin(), words.end());
  return twice == words.end() ? "" : fmt::format("it names `{}` twice", *twice);
}

/// A list, or a text that holds one in Mesos' own form.
Word spell_list(const Spelling& s, const Value& value, char separator) {
  std::vector<Value> items;
  if (const auto* list = value.get<List>()) items = *list;
  if (const auto text = s.text(value))
    for (auto& part : split(*text, std::string(1, separator))) items.emplace_back(part, value.span);
  else if (value.get<List>() == nullptr)
    return s.wrong_type(value);
  if (items.empty()) return s.bad(value, "it is empty", "leave the flag out");
  std::vector<std::string> words;
  for (const auto& item : items) {
    const auto word = s.text(item);
    if (!word) return s.wrong_type(item);
    if (const auto problem = word_problem(s.flag(), *word, separator); !problem.empty())
      return s.bad(item, problem);
    words.push_back(*word);
  }
  return s.checked(value, join(words, std::string(1, separator)), twice_problem(words));
}

Word spell_words(const Spelling& s, const Value& value) {
  return spell_list(s, value, ',');
}
Word spell_colon_list(const Spelling& s, const Value& value) {
  return spell_list(s, value, ':');
}

Word spell_counts(const Spelling& s, const Value& value) {
  const auto* list = value.get<List>();
  if (list == nullptr) return s.wrong_type(value);
  std::vector<std::string> numbers;
  for (const auto& item : *list) {
    const auto* number = item.get<std::int64_t>();
    if (number == nullptr || *number < 0) return s.bad(item, "it is not a whole number from 0 up");
    numbers.push_back(std::to_string(*number));
  }
  return s.checked(value, join(numbers, ","), numbers.empty() ? "it is empty" : twice_problem(numbers));
}

template <std::int64_t least, std::int64_t most>
Word spell_integer(const Spelling& s, const Value& value) {
  const auto* number = value.get<std::int64_t>();
  if (number == nullptr) return s.wrong_type(value);
  const bool fits = *number >= least && *number <= most;
  return s.checked(value, std::to_string(*number),
                   fits ? "" : fmt::format("it is from {} to {}", least, most));
}

Word spell_number(const Spelling& s, const Value& value) {
  const auto number = s.number(value);
  return number ? Word(number->to_text()) : s.wrong_type(value);
}

/// In the largest unit that divides the amount.
template <class Table>
std::string in_units(std::int64_t amount, const Table& units) {
  const auto unit =
      std::find_if(units.begin(), units.end(), [&](const auto& u) { return amount % u.first == 0; });
  return fmt::format("{}{}", amount / unit->first, unit->second);
}

constexpr auto times = std::to_array<std::pair<std::int64_t, std::string_view>>({{604'800'000, "weeks"},
                                                                                 {86'400'000, "days"},
                                                                                 {3'600'000, "hrs"},
                                                                                 {60'000, "mins"},
                                                                                 {1000, "secs"},
                                                                                 {1, "ms"}});
constexpr auto sizes = std::to_array<std::pair<std::int64_t, std::string_view>>(
    {{std::int64_t{1} << 40, "TB"}, {1 << 30, "GB"}, {1 << 20, "MB"}, {1 << 10, "KB"}, {1, "B"}});

Word spell_duration(const Spelling& s, const Value& value) {
  if (const auto* time = value.get<model::Duration>()) {
    const auto word = time->milliseconds == 0 ? "0secs" : in_units(time->milliseconds, times);
    return s.checked(value, word, duration_problem(word));
  }
  const auto text = s.text(value);
  if (!text) return s.wrong_type(value);
  const auto problem = duration_problem(*text);
  return problem.empty() ? text
                         : s.bad(value, problem, "write a duration such as `5min`, or Mesos' own \"5mins\"");
}

Word spell_bytes(const Spelling& s, const Value& value) {
  if (const auto* size = value.get<model::Bytes>())
    return size->count == 0 ? "0B" : in_units(size->count, sizes);
  const auto text = s.text(value);
  if (!text) return s.wrong_type(value);
  const auto problem = bytes_problem(*text);
  return problem.empty() ? text : s.bad(value, problem, "write a size such as `2GiB`, or Mesos' own \"2GB\"");
}

Word spell_range(const Spelling& s, const Value& value) {
  const auto text = s.text(value);
  if (!text) return s.wrong_type(value);
  const auto ranges = parse_ranges(*text);
  return s.checked(value, to_text(ranges), ranges.problem);
}

std::string empty_or_directory(std::string_view text) {
  return text.empty() ? "it is empty" : directory_problem(text);
}

std::string role_argument(std::string_view text) {
  const auto problem = text_problem(text);
  return problem.empty() ? role_problem(text) : problem;
}

struct Row {
  Type type;
  std::string_view takes;
  Word (*spell)(const Spelling&, const Value&);
};
constexpr auto rows = std::to_array<Row>({
    {Type::boolean, "true or false", spell_boolean},
    {Type::text, "text", spell_text<text_problem>},
    {Type::directory, "the path of a directory", spell_text<empty_or_directory>},
    {Type::path, "the path of a file", spell_text<file_problem>},
    {Type::host, "a host name", spell_text<host_problem>},
    {Type::address, "an IPv4 address", spell_text<address_problem>},
    {Type::address6, "an IPv6 address", spell_text<address6_problem>},
    {Type::port, "a port number", spell_integer<1, 65535>},
    {Type::count, "a whole number", spell_integer<0, 2147483647>},
    {Type::count16, "a whole number", spell_integer<0, 65535>},
    {Type::counts, "a list of whole numbers", spell_counts},
    {Type::number, "a number", spell_number},
    {Type::duration, "a duration such as 5min", spell_duration},
    {Type::bytes, "a size such as 2GiB", spell_bytes},
    {Type::words, "a list of texts", spell_words},
    {Type::colon_list, "a list of texts", spell_colon_list},
    {Type::choice, "text", spell_choice},
    {Type::role, "the name of a role", spell_text<role_argument>},
    {Type::range, "a range such as \"[1000-2000]\"", spell_range},
    {Type::json, "a map, or the `file:///…` of a JSON object", spell_json},
    {Type::attributes, "a map of names to values", spell_attributes},
    {Type::resources, "a map of names to amounts, or a list of maps", spell_resources},
});

const Row& row_of(const Flag& flag) {
  return *std::find_if(rows.begin(), rows.end(), [&](const Row& row) { return row.type == flag.type; });
}

}  // namespace

Word Spelling::wrong_type(const Value& value) const {
  sink_.report(catalog::wrong_flag_type, place(value), flag_.name, row_of(flag_).takes, kind_of(value));
  return std::nullopt;
}

Word Spelling::bad(const Value& value, std::string_view problem, std::string_view hint) const {
  sink_.report(catalog::bad_flag_value, place(value), flag_.name, problem).with_hint(std::string(hint));
  return std::nullopt;
}

Word Spelling::checked(const Value& value, std::string text, std::string_view problem) const {
  return problem.empty() ? Word(std::move(text)) : bad(value, problem);
}

std::optional<std::string> Spelling::text(const Value& value) const {
  if (const auto* host = value.get<model::HostId>()) return model_.hosts[*host].name;
  const auto* text = value.get<std::string>();
  if (text == nullptr) return std::nullopt;
  return text->substr(0, text->find_last_not_of('\n') + 1);
}

std::optional<Decimal> Spelling::number(const Value& value) const {
  if (const auto* whole = value.get<std::int64_t>()) return Decimal::from_integer(*whole);
  const auto* decimal = value.get<Decimal>();
  return decimal == nullptr ? std::nullopt : std::optional(*decimal);
}

Word spell(const Spelling& spelling, const Value& value) {
  auto word = row_of(spelling.flag()).spell(spelling, value);
  constexpr std::size_t longest_argument = 131071;  // with `--NAME=` and the NUL at its end
  if (word && word->size() + spelling.flag().name.size() + 4 > longest_argument)
    return spelling.bad(value, fmt::format("it is {} bytes long, and an argument is not", word->size()));
  return word;
}

std::string kind_of(const Value& value) {
  constexpr std::array<std::string_view, 14> names = {
      "none",   "true or false", "a whole number", "a number", "text",     "a size", "a duration",
      "a host", "a block",       "a list",         "a map",    "a record", "a file", "a table"};
  return std::string(names[value.data.index()]);
}

std::string scalar(Decimal number) {
  return number.millionths() % 1000 == 0 ? number.to_text() : "";
}

}  // namespace herdc::mesos
