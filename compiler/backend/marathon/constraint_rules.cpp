#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "compiler/backend/marathon/rules.h"
#include "compiler/base/spelling.h"
#include "compiler/base/text.h"

namespace herdc::marathon {
namespace {

enum class Takes { nothing, anything, maybe_number, number, expression, word };

struct Operator {
  std::string_view name;
  Takes takes;
  std::string_view words;
};
constexpr std::array operators = {
    Operator{"UNIQUE", Takes::nothing, "nothing"},
    Operator{"CLUSTER", Takes::anything, "a value, or nothing"},
    Operator{"GROUP_BY", Takes::maybe_number, "a number of groups, or nothing"},
    Operator{"MAX_PER", Takes::number, "a number"},
    Operator{"LIKE", Takes::expression, "a regular expression"},
    Operator{"UNLIKE", Takes::expression, "a regular expression"},
    Operator{"IS", Takes::word, "a value of letters, digits and `_` `.` `/` `-`"},
};

constexpr std::array<std::string_view, 4> always_there = {"hostname", "@hostname", "@region", "@zone"};

bool is_number(std::string_view text) {
  return !text.empty() && text.size() <= 9 && std::all_of(text.begin(), text.end(), is_digit);
}

bool is_plain_word(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return is_letter(c) || is_digit(c) || std::string_view("_./-").find(c) != std::string_view::npos;
  });
}

bool fits(Takes takes, const std::string* value) {
  switch (takes) {
    case Takes::nothing:
      return value == nullptr;
    case Takes::anything:
      return true;
    case Takes::maybe_number:
      return value == nullptr || is_number(*value);
    case Takes::number:
      return value != nullptr && is_number(*value);
    case Takes::expression:
      return value != nullptr && !value->empty() && value->size() <= 1024;
    case Takes::word:
      return value != nullptr && is_plain_word(*value);
  }
  return false;
}

void report(const Draft& draft, Span span, std::string_view why) {
  draft.sink().report(catalog::bad_constraint, span, why);
}

void check_attribute(const Draft& draft, const Json& field) {
  const auto& slaves = draft.surroundings().slaves;
  const auto& name = *field.string();
  if (!slaves.declared || slaves.attributes.contains(name)) return;
  if (std::find(always_there.begin(), always_there.end(), name) != always_there.end()) return;
  std::vector<std::string> names(slaves.attributes.begin(), slaves.attributes.end());
  names.emplace_back("hostname");
  draft.sink()
      .report(catalog::unknown_attribute, field.span, name)
      .with_hint(suggest(name, names, "there are"))
      .with_hint(fmt::format("slaves get one by `flags {{ attributes = {{ {} = … }} }}`", name));
}

void check_value(const Draft& draft, const Operator& row, const Json::Items& words, Span span) {
  const auto* value = words.size() > 2 ? words[2].string() : nullptr;
  if (!fits(row.takes, value))
    report(draft, span, fmt::format("{} takes {}", row.name, row.words));
  else if (row.name == "IS" && draft.version() < is_constraint_since)
    report(
        draft, span,
        fmt::format("IS is known from 1.5 on, and this cluster's is {}", draft.surroundings().version_text));
  else if (row.takes == Takes::expression && !expression_problem(*value).empty())
    report(
        draft, words[2].span,
        fmt::format("{} takes a regular expression of Java's, and {}", row.name, expression_problem(*value)));
  else if (row.takes == Takes::expression && can_be_endless(*value))
    draft.sink()
        .report(catalog::endless_expression, words[2].span, *value)
        .with_hint("leave one of the two repetitions out");
}

void check_constraint(const Draft& draft, const Json& constraint) {
  const auto& words = *constraint.items();
  const auto& name = *words[1].string();
  const auto row =
      std::find_if(operators.begin(), operators.end(), [&](const Operator& o) { return o.name == name; });
  if (row != operators.end()) {
    check_attribute(draft, words[0]);
    return check_value(draft, *row, words, constraint.span);
  }
  std::vector<std::string> names;
  for (const auto& known : operators) names.emplace_back(known.name);
  draft.sink()
      .report(catalog::bad_constraint, words[1].span, fmt::format("there is no operator {}", name))
      .with_hint(suggest(name, names, "the operators are"));
}

}  // namespace

void check_constraints(const Draft& draft) {
  for (const auto& constraint : draft.document.list_at("constraints")) check_constraint(draft, constraint);
}

}  // namespace herdc::marathon
