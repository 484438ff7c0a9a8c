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

std::vector<std::string> component_names(const Home& home) {
  std::vector<std::string> names;
  for (const auto& [name, entry] : home.names)
    if (entry.kind == NameEntry::Kind::component)
      names.push_back(home.is_standard() ? fmt::format("std.{}.{}", home.module, name) : name);
  return names;
}

std::vector<std::string> all_component_names(const Outline& outline) {
  auto names = component_names(*outline.project);
  for (const auto& [module, home] : outline.standard)
    for (auto& name : component_names(*home)) names.push_back(std::move(name));
  return names;
}

/// The home and the name in it that a path means; a null home when there is no such module.
struct Target {
  const Home* home = nullptr;
  std::string name;
};

Target target_of(const Outline& outline, const Home& from, const ast::Path& path) {
  if (path.first.text != "std") return {path.steps.empty() ? &from : nullptr, path.first.text};
  if (path.steps.size() != 2) return {};
  const auto* module = std::get_if<ast::Name>(&path.steps[0].value);
  const auto* name = std::get_if<ast::Name>(&path.steps[1].value);
  if (module == nullptr || name == nullptr) return {};
  const auto home = outline.standard.find(module->text);
  return {home == outline.standard.end() ? nullptr : home->second.get(), name->text};
}

}  // namespace

const Blueprint* find_component(const Outline& outline, const Home& from, const ast::Path& path,
                                schema::Shape kind, Sink& sink) {
  const auto [home, name] = target_of(outline, from, path);
  const auto found = home == nullptr ? Names::const_iterator{} : home->names.find(name);
  if (home == nullptr || found == home->names.end() || found->second.kind != NameEntry::Kind::component) {
    sink.report(catalog::not_a_component, path.span, text_of(path))
        .with_hint(suggest(text_of(path), all_component_names(outline), "the components are"));
    return nullptr;
  }
  const auto* component = found->second.blueprint;
  if (component->kind == kind) return component;
  sink.report(catalog::wrong_component_kind, path.span, text_of(path),
              with_article(schema::info(component->kind).name), with_article(schema::info(kind).name))
      .with_note(component->name.span, "the component is declared here");
  return nullptr;
}

}  // namespace herdc::analysis
