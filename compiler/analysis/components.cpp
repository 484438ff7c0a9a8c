#include "compiler/analysis/components.h"

#include <fmt/format.h>

#include "compiler/analysis/wording.h"
#include "compiler/base/spelling.h"

namespace herdc::analysis {
namespace {

std::string text_of(const ast::Path& path) {
  std::string text = path.first.text;
  for (const auto& step : path.steps) {
    const auto* name = std::get_if<ast::Name>(&step.value);
    text += name != nullptr ? "." + name->text : "[…]";
  }
  return text;
}

std::vector<std::string> component_names(const Home& home, const std::string& prefix) {
  std::vector<std::string> names;
  for (const auto& [name, entry] : home.names)
    if (entry.kind == NameEntry::Kind::component) names.push_back(prefix + name);
  return names;
}

std::vector<std::string> all_component_names(const Outline& outline, const Home& from) {
  auto names = component_names(from, "");
  const auto add = [&](const Home& home, const std::string& prefix) {
    for (auto& name : component_names(home, prefix)) names.push_back(std::move(name));
  };
  for (const auto& [alias, entry] : from.names)
    if (entry.home != nullptr) add(*entry.home, alias + ".");
  for (const auto& [module, home] : outline.standard) add(*home, home->prefix());
  return names;
}

/// The home and the name in it that a path means; a null home when there is no such module.
struct Target {
  const Home* home = nullptr;
  std::string name;
};

Target package_target(const Home& from, const ast::Path& path) {
  const auto package = from.names.find(path.first.text);
  const auto* name = std::get_if<ast::Name>(&path.steps.front().value);
  if (package == from.names.end() || name == nullptr || path.steps.size() != 1) return {};
  return {package->second.home, name->text};
}

Target target_of(const Outline& outline, const Home& from, const ast::Path& path) {
  if (path.first.text != "std" && path.steps.empty()) return {&from, path.first.text};
  if (path.first.text != "std") return package_target(from, path);
  if (path.steps.size() != 2) return {};
  const auto* module = std::get_if<ast::Name>(&path.steps[0].value);
  const auto* name = std::get_if<ast::Name>(&path.steps[1].value);
  if (module == nullptr || name == nullptr) return {};
  const auto home = outline.standard.find(module->text);
  return {home == outline.standard.end() ? nullptr : home->second.get(), name->text};
}

}  // namespace

const Blueprint* find_component(const Outline& outline, const Home& from, const ast::Path& path, Sink& sink) {
  const auto first = from.names.find(path.first.text);
  if (first != from.names.end() && first->second.kind == NameEntry::Kind::broken) return nullptr;
  const auto [home, name] = target_of(outline, from, path);
  const auto found = home == nullptr ? Names::const_iterator{} : home->names.find(name);
  if (home == nullptr || found == home->names.end() || found->second.kind != NameEntry::Kind::component) {
    sink.report(catalog::not_a_component, path.span, text_of(path))
        .with_hint(suggest(text_of(path), all_component_names(outline, from), "the components are"));
    return nullptr;
  }
  const auto* component = found->second.blueprint;
  if (name.starts_with('_') && component->name.span.file != path.span.file) {
    sink.report(catalog::private_name, path.span, text_of(path), "its file")
        .with_note(component->name.span, "it is declared here");
    return nullptr;
  }
  return component;
}

const Blueprint* find_component(const Outline& outline, const Home& from, const ast::Path& path,
                                schema::Shape kind, Sink& sink) {
  const auto* component = find_component(outline, from, path, sink);
  if (component == nullptr || component->kind == kind) return component;
  sink.report(catalog::wrong_component_kind, path.span, text_of(path),
              with_article(schema::info(component->kind).name), with_article(schema::info(kind).name))
      .with_note(component->name.span, "the component is declared here");
  return nullptr;
}

std::string path_of(const Blueprint& component) {
  return component.home->prefix() + component.name.text;
}

}  // namespace herdc::analysis
