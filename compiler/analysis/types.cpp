#include "compiler/analysis/types.h"

#include "compiler/base/spelling.h"

namespace herdc::analysis {
namespace {

std::optional<schema::Type> container(const ast::Type& type, schema::Type::Form form, Sink& sink) {
  const auto element = type_of(type.arguments.front(), sink);
  if (!element) return std::nullopt;
  schema::Type result;
  result.form = form;
  result.element = {*element};
  return result;
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

std::optional<schema::Type> type_of(const ast::Type& type, Sink& sink) {
  if (!type.name) return choice(type.texts);
  const auto& name = type.name->first.text;
  if (!type.name->steps.empty()) {
    sink.report(catalog::not_yet, type.span, "components as types of params");
    return std::nullopt;
  }
  if (name == "list" && type.arguments.size() == 1) return container(type, schema::Type::Form::list, sink);
  if (name == "map" && type.arguments.size() == 1) return container(type, schema::Type::Form::map, sink);
  const auto found = type.arguments.empty() ? schema::find_type(name) : std::nullopt;
  if (found) return found;
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
