#include "compiler/backend/marathon/check_fields.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/backend/marathon/field_table.h"
#include "compiler/backend/marathon/json_text.h"
#include "compiler/base/json.h"
#include "compiler/base/spelling.h"
#include "compiler/base/text.h"
#include "compiler/base/utf8.h"

namespace herdc::marathon {
namespace {

bool is_small(char c) {
  return is_lower(c) || is_digit(c);
}

/// Small letters, digits and `others`, not at the ends.
bool is_label(std::string_view text, std::string_view others) {
  const auto fits = [&](char c) { return is_small(c) || others.find(c) != std::string_view::npos; };
  return !text.empty() && is_small(text.front()) && is_small(text.back()) &&
         std::all_of(text.begin(), text.end(), fits);
}

bool is_executor(std::string_view text) {
  if (text.empty() || text == "//cmd") return true;
  const auto parts = split(text.substr(text.starts_with('/') ? 1 : 0), "/");
  return std::none_of(parts.begin(), parts.end(), [](const auto& part) { return part.empty(); });
}

bool matches(std::string_view text, const std::string& grammar) {
  if (grammar == "name") return is_label(text, "-");
  if (grammar == "network_name") return is_label(text, "-_");
  return grammar != "executor" || is_executor(text);
}

std::string grammar_words(const std::string& grammar) {
  if (grammar == "executor") return "\"//cmd\" or a path";
  return grammar == "name" ? "small letters, digits and dashes" : "small letters, digits, dashes and `_`";
}

std::string shown(std::string_view text) {
  return "\"" + printable(text.substr(0, 60)) + (text.size() > 60 ? "…" : "") + "\"";
}

bool equal(const Json& left, const Json& right) {
  return json_text(left).finish("", "", false).bytes == json_text(right).finish("", "", false).bytes;
}

bool holds_twice(const Json::Items& items) {
  for (std::size_t i = 0; i < items.size(); ++i)
    for (std::size_t j = 0; j < i; ++j)
      if (equal(items[i], items[j])) return true;
  return false;
}

class Checker {
 public:
  explicit Checker(const Draft& draft) : draft_(draft) {}

  void check(const Json& json, const Field& any_form, const std::string& path) {
    if (any_form.type == "union") return check_union(json, any_form, path);
    if (const auto* text = json.string()) return check_text(*text, any_form, path, json.span);
    if (const auto* number = json.numeric()) return check_number(*number, any_form, path, json.span);
    if (const auto* items = json.items()) return check_list(*items, any_form, path, json.span);
    if (const auto* members = json.members()) check_object(*members, any_form, path, json.span);
  }

 private:
  void limit(Span span, const std::string& path, std::string_view is, std::string_view takes) {
    const auto own = own_field(path);
    draft_.sink().report(catalog::marathon_limit, span,
                         own            ? *own
                         : path.empty() ? std::string_view("app")
                                        : std::string_view(path),
                         is, "Marathon", takes);
  }

  void check_text(const std::string& text, const Field& field, const std::string& path, Span span) {
    const auto length = utf8::length(text);
    if (text.find('\0') != std::string::npos)
      draft_.sink().report(catalog::nul_in_app, span, path);
    else if (!field.choices.empty() &&
             std::find(field.choices.begin(), field.choices.end(), text) == field.choices.end())
      limit(span, path, shown(text), enumerate(field.choices, "or"));
    else if (field.least && length < *field.least)
      limit(span, path, "empty", "something");
    else if (field.most && length > *field.most)
      limit(span, path, fmt::format("{} characters long", length), fmt::format("{} at most", *field.most));
    else if (!matches(text, field.grammar))
      limit(span, path, shown(text), grammar_words(field.grammar));
  }

  void check_number(const Number& number, const Field& field, const std::string& path, Span span) {
    const auto value = number.approximately();
    const auto bound = [](double limit) { return fmt::format("{:.15g}", limit); };
    if (field.type == "integer" && !number.is_integer())
      limit(span, path, number.digits, "whole numbers");
    else if (field.minimum && value < *field.minimum)
      limit(span, path, number.digits, bound(*field.minimum) + " at least");
    else if (field.maximum && value > *field.maximum)
      limit(span, path, number.digits, bound(*field.maximum) + " at most");
    else if (value > 9007199254740992.0)
      limit(span, path, number.digits, "what a double holds exactly");
  }

  void check_list(const Json::Items& items, const Field& field, const std::string& path, Span span) {
    if (field.least && items.size() < *field.least)
      limit(span, path, fmt::format("a list of {}", items.size()), fmt::format("{} at least", *field.least));
    else if (field.most && items.size() > *field.most)
      limit(span, path, fmt::format("a list of {}", items.size()), fmt::format("{} at most", *field.most));
    else if (field.unique && holds_twice(items))
      limit(span, path, "a list that holds something twice", "each once");
    for (const auto& item : items) check(item, field.element.front(), path);
  }

  void check_object(const Json::Members& members, const Field& field, const std::string& path, Span span) {
    for (const auto& [name, member] : members) {
      const auto inner = path.empty() ? name : path + "." + name;
      if (field.is_map()) {
        check_key(name, inner, member.span);
        check(member, field.element.front(), inner);
      } else if (const auto found = field.members.find(name); found != field.members.end()) {
        if (check_version(found->second, inner, member.key.known() ? member.key : member.span))
          check(member, found->second, inner);
      }
    }
    for (const auto& [name, member] : field.members)
      if (member.required && !members.contains(name) && is_known(member))
        draft_.sink().report(catalog::lacks_marathon_field, span, path.empty() ? "app" : path,
                             snake_case(name));
  }

  void check_key(const std::string& key, const std::string& path, Span span) {
    if (key.find('\0') != std::string::npos) draft_.sink().report(catalog::nul_in_app, span, path);
    if (key.empty()) limit(span, path, "without a name", "names of one character at least");
  }

  void check_union(const Json& json, const Field& field, const std::string& path) {
    const auto fitting =
        std::max_element(field.forms.begin(), field.forms.end(),
                         [&](const Field& a, const Field& b) { return fitness(json, a) < fitness(json, b); });
    check(json, *fitting, path);
  }

  /// How many of the written members a form knows; a scalar fits by its type.
  static int fitness(const Json& json, const Field& form) {
    const auto* members = json.members();
    if (members == nullptr) return form.type == (json.string() != nullptr ? "string" : "number") ? 1 : 0;
    return static_cast<int>(std::count_if(members->begin(), members->end(), [&](const auto& member) {
      return form.members.contains(member.first);
    }));
  }

  bool is_known(const Field& field) const {
    const auto version = draft_.version();
    return parse_version(field.since) <= version &&
           (field.until.empty() || version <= parse_version(field.until));
  }

  bool check_version(const Field& field, const std::string& path, Span span) {
    if (is_known(field)) return true;
    const bool later = draft_.version() < parse_version(field.since);
    auto& diagnostic = draft_.sink().report(
        catalog::other_marathon_version, span, path,
        later ? fmt::format("from {} on", field.since) : fmt::format("until {}", field.until),
        draft_.surroundings().version_text);
    if (later)
      diagnostic.with_hint("`cluster { targets { marathon = \"…\" } }` says which Marathon gets the apps");
    return false;
  }

  const Draft& draft_;
};

}  // namespace

void check_fields(const Draft& draft) {
  Checker(draft).check(draft.document, app_fields(), "");
}

}  // namespace herdc::marathon
