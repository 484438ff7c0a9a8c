#include "compiler/analysis/declared_names.h"

#include <algorithm>
#include <array>

#include "compiler/base/text.h"

namespace herdc::analysis {
namespace {

constexpr std::array<std::string_view, 5> roots = {"std", "self", "host", "cluster", "environment"};

bool is_name_character(char c) {
  return is_lower(c) || is_digit(c);
}

std::string_view without_underscore(std::string_view name) {
  return name.starts_with('_') ? name.substr(1) : name;
}

}  // namespace

bool is_root(std::string_view name) {
  return std::find(roots.begin(), roots.end(), name) != roots.end();
}

std::string declared_name_problem(std::string_view name) {
  const auto emitted = without_underscore(name);
  if (emitted.size() < 2) return "it needs two characters at least";
  if (emitted.size() > 63) return "it is longer than 63 characters, the limit of a host name's label";
  const bool characters =
      std::all_of(emitted.begin(), emitted.end(), [](char c) { return is_name_character(c) || c == '-'; });
  if (!characters) return "small letters, digits and dashes are what host names and containers share";
  if (!is_lower(emitted.front())) return "it begins with something other than a small letter";
  if (!is_name_character(emitted.back())) return "it ends in a dash";
  return "";
}

std::string variable_name_problem(std::string_view name) {
  const auto rest = without_underscore(name);
  const bool characters =
      std::all_of(rest.begin(), rest.end(), [](char c) { return is_name_character(c) || c == '_'; });
  if (rest.empty() || !characters) return "it may hold small letters, digits and `_`";
  if (!is_lower(rest.front())) return "it begins with something other than a small letter";
  return "";
}

std::vector<std::string> computed_attributes(schema::Shape kind) {
  std::vector<std::string> names;
  if (!schema::find_field(kind, "name")) names.emplace_back("name");
  if (kind == schema::Shape::service || kind == schema::Shape::proxy) names.emplace_back("hosts");
  return names;
}

}  // namespace herdc::analysis
