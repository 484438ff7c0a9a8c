#include "compiler/artifact/tree.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "compiler/base/text.h"

namespace herdc::artifact {
namespace {

constexpr std::size_t max_component = 255;
constexpr std::size_t max_path = 1024;

bool is_path_character(char c) {
  return is_letter(c) || is_digit(c) || c == '.' || c == '_' || c == '+' || c == '-';
}

bool is_device_name(std::string_view component) {
  constexpr std::array<std::string_view, 6> names = {"con", "prn", "aux", "nul", "com", "lpt"};
  const auto stem = to_lower(component.substr(0, component.find('.')));
  const bool numbered = stem.size() == 4 && is_digit(stem[3]);
  const auto word = numbered ? stem.substr(0, 3) : stem;
  const auto found = std::find(names.begin(), names.end(), word);
  return found != names.end() && (numbered == (found - names.begin() >= 4));
}

std::string component_problem(std::string_view component) {
  if (component.empty()) return "it has an empty component";
  if (component == "." || component == "..") return fmt::format("`{}` is not a name", component);
  if (component.size() > max_component)
    return fmt::format("a component is longer than {} bytes", max_component);
  // The one that begins a flag without a value: `?no-strict` in a directory that mesos-init-wrapper reads.
  const auto name = component.substr(component.starts_with('?') ? 1 : 0);
  if (name.empty() || !std::all_of(name.begin(), name.end(), is_path_character))
    return fmt::format("`{}` has characters other than letters, digits and `. _ + -`", component);
  if (component.front() == '-') return fmt::format("`{}` begins with a dash", component);
  if (component.back() == '.') return fmt::format("`{}` ends in a dot", component);
  if (to_lower(component).starts_with(".git") && component != ".gitkeep")
    return fmt::format("`{}` belongs to git", component);
  if (is_device_name(component)) return fmt::format("`{}` is a device name on Windows", component);
  return "";
}

std::string place_list(const std::vector<Span>& origins, const SourceMap& sources) {
  std::vector<std::string> places;
  for (const auto& span : origins) {
    auto place = sources.place(span);
    if (std::find(places.begin(), places.end(), place) == places.end()) places.push_back(std::move(place));
  }
  return join(places, ", ");
}

}  // namespace

std::string path_problem(std::string_view path) {
  if (path.size() > max_path) return fmt::format("it is longer than {} bytes", max_path);
  for (const auto& component : split(path, "/"))
    if (auto problem = component_problem(component); !problem.empty()) return problem;
  return "";
}

std::vector<std::string> collisions(const Tree& tree) {
  std::map<std::string, std::string> by_lower_case;  // files and their directories
  std::vector<std::string> problems;
  for (const auto& [path, artifact] : tree.artifacts) {
    const auto [known, fresh] = by_lower_case.emplace(to_lower(path), path);
    if (!fresh) problems.push_back(fmt::format("`{}` and `{}` differ only in case", known->second, path));
  }
  for (const auto& [path, artifact] : tree.artifacts) {
    for (auto slash = path.find('/'); slash != std::string::npos; slash = path.find('/', slash + 1)) {
      const auto directory = by_lower_case.find(to_lower(path.substr(0, slash)));
      if (directory != by_lower_case.end())
        problems.push_back(fmt::format("`{}` is a file, and a directory of `{}`", directory->second, path));
    }
  }
  return problems;
}

std::string dump(const Tree& tree, const SourceMap& sources) {
  std::string text;
  for (const auto& [path, artifact] : tree.artifacts)
    for (std::size_t i = 0; i < artifact.origins.size(); ++i)
      text += fmt::format("{}:{} <- {}\n", path, i + 1, place_list(artifact.origins[i], sources));
  return text;
}

}  // namespace herdc::artifact
