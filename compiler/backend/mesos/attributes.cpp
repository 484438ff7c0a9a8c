// `name:value;name:value` as src/common/attributes.cpp reads it. What it does not accept stops the agent with
// an abort.

#include <fmt/format.h>

#include <algorithm>

#include "compiler/backend/mesos/grammar.h"
#include "compiler/backend/mesos/spelling.h"
#include "compiler/base/text.h"

namespace herdc::mesos {
namespace {

using model::List;
using model::Map;
using model::Value;

bool brackets_match(std::string_view text) {
  int open = 0;
  for (const char c : text) {
    open += c == '(' ? 1 : c == ')' ? -1 : 0;
    if (open < 0) return false;
  }
  return open == 0;
}

std::string name_problem(std::string_view name) {
  if (name.empty()) return "an attribute has no name";
  if (name.find_first_of(":; \t\n") != std::string_view::npos)
    return fmt::format("the name `{}` holds a space, `:` or `;`", name);
  return argument_problem(name);
}

std::string value_problem(std::string_view text) {
  if (text.empty()) return "its value is empty";
  if (text.find(';') != std::string_view::npos) return "`;` begins the next attribute";
  if (auto problem = argument_problem(text); !problem.empty()) return problem;
  if (text.starts_with('[')) return parse_ranges(text).problem;
  if (text.find(' ') != std::string_view::npos) return "Mesos removes spaces from it";
  const bool plain = text.find_first_of("[]{}") == std::string_view::npos && brackets_match(text);
  return plain ? "" : "brackets are for ranges: [1-5,7-9]";
}

std::string ranges_text(std::string_view text) {
  return text.starts_with('[') ? to_text(parse_ranges(text)) : std::string(text);
}

Word text_value(const Spelling& s, const std::string& name, const Value& value, const std::string& text) {
  if (const auto problem = value_problem(text); !problem.empty())
    return s.bad(value, fmt::format("`{}`: {}", name, problem));
  if (is_number(text))
    s.sink()
        .report(catalog::attribute_becomes_number, s.place(value), name)
        .with_hint("write the number without quotes, or something that is no number, such as `r1`");
  return ranges_text(text);
}

Word one_value(const Spelling& s, const std::string& name, const Value& value) {
  if (const auto number = s.number(value)) {
    const auto text = scalar(*number);
    return s.checked(value, text, text.empty() ? "Mesos keeps three decimals" : "");
  }
  if (const auto* truth = value.get<bool>()) return *truth ? "true" : "false";
  const auto text = s.text(value);
  if (text) return text_value(s, name, value, *text);
  return s.bad(value, fmt::format("`{}` is {}", name, kind_of(value)),
               "attributes are text, numbers, or ranges such as \"[1-5]\"");
}

/// Mesos' own form.
Word spell_text(const Spelling& s, const Value& value, const std::string& text) {
  if (text.starts_with("file://")) return s.checked(value, text, file_problem(text));
  for (const auto& token : split(text, ";")) {
    const auto colon = token.find(':');
    if (colon == std::string::npos) return s.bad(value, fmt::format("`{}` has no `:`", token));
    auto problem = name_problem(token.substr(0, colon));
    if (problem.empty()) problem = value_problem(token.substr(colon + 1));
    if (!problem.empty()) return s.bad(value, fmt::format("`{}`: {}", token, problem));
  }
  return s.checked(value, text, argument_problem(text));
}

}  // namespace

Word spell_attributes(const Spelling& s, const Value& value) {
  const auto* map = value.get<Map>();
  if (map == nullptr) {
    const auto text = s.text(value);
    return text ? spell_text(s, value, *text) : s.wrong_type(value);
  }
  std::vector<std::string> tokens;
  for (const auto& [name, item] : *map) {
    if (item.is_none()) continue;
    if (const auto problem = name_problem(name); !problem.empty()) return s.bad(item, problem);
    const auto word = one_value(s, name, item);
    if (!word) return std::nullopt;
    tokens.push_back(name + ":" + *word);
  }
  const auto line = join(tokens, ";");
  // An attribute `file` that begins with two slashes would make the whole of it the address of a file.
  return s.checked(value, line, line.empty() ? "it is empty" : text_problem(line));
}

}  // namespace herdc::mesos
