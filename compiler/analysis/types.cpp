#include "compiler/analysis/types.h"

#include "compiler/analysis/components.h"
#include "compiler/base/spelling.h"

namespace herdc::analysis {
namespace {

schema::Type container(schema::Type element, schema::Type::Form form) {
  schema::Type result;
  result.form = form;
  result.element = {std::move(element)};
  return result;
}

schema::Type made_from(const Blueprint& component) {
  schema::Type result;
  result.form = schema::Type::Form::reference;
  result.shapes = {component.kind};
  result.component = path_of(component);
  return result;
}

bool names_component(const ast::Path& path, const Home& home) {
  const auto known = home.names.find(path.first.text);
  const bool component = known != home.names.end() && known->second.kind == NameEntry::Kind::component;
  return component || !path.steps.empty();
}

schema::Type choice(const std::vector<ast::Name>& words) {
  schema::Type result;
  result.form = schema::Type::Form::choice;
  for (const auto& word : words) result.words.push_back(word.text);
  return result;
}

/// Those that params need; the others belong to single fields.
std::string suggested_type(std::string_view name) {
  const auto near = did_you_mean(name, schema::type_names());
  return near.empty()
             ? "the types are bool, int, number, text, bytes, duration, path, host, hosts, address, cidr, "
               "mac, domain, url, regex, date, shell, list(TYPE), map(TYPE), the kinds of blocks, and "
               "texts with | between them"
             : near;
}

}  // namespace

std::optional<schema::Type> type_of(const ast::Type& type, const Outline& outline, const Home& home,
                                    Sink& sink) {
  using Form = schema::Type::Form;
  if (!type.name) return choice(type.texts);
  const auto& name = type.name->first.text;
  const bool plain = type.arguments.empty();
  if (type.name->steps.empty()) {
    if (const auto found = plain ? schema::find_type(name) : std::nullopt) return found;
    if ((name == "list" || name == "map") && type.arguments.size() == 1) {
      auto element = type_of(type.arguments.front(), outline, home, sink);
      if (!element) return std::nullopt;
      return container(std::move(*element), name == "list" ? Form::list : Form::map);
    }
  }
  if (plain && names_component(*type.name, home)) {
    const auto* component = find_component(outline, home, *type.name, sink);
    return component != nullptr ? std::optional(made_from(*component)) : std::nullopt;
  }
  if (const auto later = schema::find_later(name)) {
    sink.report(catalog::not_yet, type.span, *later);
  } else {
    sink.report(catalog::unknown_type, type.span, name)
        .with_hint(suggested_type(name))
        .with_hint(name == "list" || name == "map" ? "write the type of its elements: list(text)" : "");
  }
  return std::nullopt;
}

}  // namespace herdc::analysis
