// Flags that take JSON: a map of the source becomes one line of JSON, a text has to be an object already.

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "compiler/backend/mesos/grammar.h"
#include "compiler/backend/mesos/json_line.h"
#include "compiler/backend/mesos/spelling.h"
#include "compiler/base/json.h"
#include "compiler/base/text.h"
#include "compiler/base/utf8.h"

namespace herdc::mesos {
namespace {

using model::List;
using model::Map;
using model::Value;

/// `\u0041`, as two when it lies beyond the first plane.
std::string escape(char32_t point) {
  if (point < 0x10000) return fmt::format("\\u{:04x}", static_cast<unsigned>(point));
  const auto rest = static_cast<unsigned>(point) - 0x10000;
  return fmt::format("\\u{:04x}\\u{:04x}", 0xD800 + (rest >> 10), 0xDC00 + (rest & 0x3FF));
}

std::string quoted(std::string_view text) {
  std::string result = "\"";
  for (std::size_t at = 0; at < text.size();) {
    const auto decoded = utf8::decode(text, at);
    const auto piece = text.substr(at, decoded.size);
    if (piece == "\"" || piece == "\\") result += "\\";
    result += utf8::is_safe_to_show(decoded.code_point) ? std::string(piece) : escape(decoded.code_point);
    at += std::max<std::size_t>(decoded.size, 1);
  }
  return result + "\"";
}

Word json_list(const Spelling& s, const List& list) {
  std::vector<std::string> items;
  for (const auto& item : list) {
    auto text = json_line(s, item);
    if (!text) return std::nullopt;
    items.push_back(*text);
  }
  return "[" + join(items, ",") + "]";
}

Word json_map(const Spelling& s, const Map& map) {
  std::vector<std::string> members;
  for (const auto& [key, value] : map) {
    if (value.is_none()) continue;
    auto text = json_line(s, value);
    if (!text) return std::nullopt;
    members.push_back(quoted(key) + ":" + *text);
  }
  return "{" + join(members, ",") + "}";
}

// What main.cpp of the agent refuses.
std::string variables_problem(const Map& map) {
  const auto wrong = std::find_if(
      map.begin(), map.end(), [](const auto& m) { return m.second.template get<std::string>() == nullptr; });
  return wrong == map.end()
             ? ""
             : fmt::format("`{}` is {}, and all values are text", wrong->first, kind_of(wrong->second));
}

Word spell_text(const Spelling& s, const Value& value, const std::string& text) {
  if (text.starts_with("file://")) return s.checked(value, text, file_problem(text));
  if (text.starts_with('/'))
    return s.bad(value, "a path alone is deprecated here", "write `file://` before it");
  const auto json = json::parse(text);
  if (!json.ok()) return s.bad(value, json.failure().message, "write it as a map: `{ name = \"value\" }`");
  // Between two tokens a line feed is as good as a space, and inside of one JSON has none.
  const auto line = replace_all(text, "\n", " ");
  const auto problem = argument_problem(line);
  return s.checked(value, line, problem.empty() ? json_problem(s.flag().name, json.value()) : problem);
}

}  // namespace

Word json_line(const Spelling& s, const Value& value) {
  if (const auto* list = value.get<List>()) return json_list(s, *list);
  if (const auto* map = value.get<Map>()) return json_map(s, *map);
  if (const auto number = s.number(value)) return number->to_text();
  if (const auto* truth = value.get<bool>()) return *truth ? "true" : "false";
  if (const auto* text = value.get<std::string>()) return quoted(*text);
  if (const auto text = s.text(value)) return quoted(*text);
  return s.bad(value, fmt::format("JSON has no such thing as {}", kind_of(value)),
               "write the number or text that the agent takes");
}

Word spell_json(const Spelling& s, const Value& value) {
  const auto* map = value.get<Map>();
  if (map == nullptr) {
    const auto text = s.text(value);
    return text ? spell_text(s, value, *text) : s.wrong_type(value);
  }
  const bool variables = s.flag().name == "executor_environment_variables";
  if (const auto problem = variables ? variables_problem(*map) : ""; !problem.empty())
    return s.bad(value, problem);
  auto line = json_map(s, *map);
  if (!line) return line;
  const auto problem = argument_problem(*line);
  const auto json = json::parse(*line);  // nothing comes of fractions, which none of the rules is about
  return s.checked(value, *line, problem.empty() && json ? json_problem(s.flag().name, *json) : problem);
}

}  // namespace herdc::mesos
