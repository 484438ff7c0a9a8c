#include <fmt/format.h>

#include <algorithm>
#include <ostream>

#include "compiler/analysis/wording.h"
#include "compiler/base/spelling.h"
#include "compiler/base/text.h"
#include "compiler/driver/commands.h"
#include "compiler/driver/project.h"
#include "compiler/schema/schema.h"

/// `herdc reference`: the schema's table as text, for a terminal or as docs/reference.md.
namespace herdc::driver {
namespace {

using schema::Field;
using schema::ShapeInfo;
using schema::Type;

constexpr std::string_view page_head = R"(# Reference of kinds and fields

Written by `herdc reference --markdown` from `compiler/schema/blocks.def`; `docs/language.md` is the manual. "Per host"
marks fields whose values may read `host`; in a map it is the values, not the keys. `image | base` is the name of a
declaration of one of these kinds. Every declaration has a computed `name`; a service and a proxy have `hosts`, a port of
a service has `endpoints`. On a terminal: `herdc reference service.memory`.
)";

std::string sentence(std::string_view doc) {
  return to_upper(doc.substr(0, 1)) + std::string(doc.substr(1)) + ".";
}

std::string about(const ShapeInfo& shape) {
  auto text = sentence(shape.doc);
  if (!shape.short_form.empty()) text += fmt::format(" A bare value stands for `{}`.", shape.short_form);
  return text;
}

/// Kinds before records, each in the table's order.
std::vector<const ShapeInfo*> in_order() {
  std::vector<const ShapeInfo*> shapes;
  for (const bool declares : {true, false})
    for (const auto& shape : schema::all_shapes())
      if (shape.declares == declares) shapes.push_back(&shape);
  return shapes;
}

// --- the page ---

std::string row(const Field& field) {
  const auto fallback = field.is(schema::required) ? std::string("required")
                        : field.fallback.empty()   ? ""
                                                   : fmt::format("`{}`", field.fallback);
  return fmt::format("| `{}` | `{}` | {} | {} | {} |\n", field.name, replace_all(field.type_text, "|", "\\|"),
                     fallback, field.is(schema::varies) ? "yes" : "", field.doc);
}

std::string section(const ShapeInfo& shape) {
  auto text = fmt::format("\n## {}`{}`\n\n{}\n\n", shape.declares ? "" : "record ", shape.name, about(shape));
  if (shape.fields.empty()) return text + "It has no fields.\n";
  text += "| field | type | default | per host | meaning |\n|---|---|---|---|---|\n";
  for (const auto id : shape.fields) text += row(schema::info(id));
  return text;
}

std::string page() {
  std::string text(page_head);
  for (const auto* shape : in_order()) text += section(*shape);
  return text;
}

// --- the terminal ---

std::string list() {
  std::string text;
  for (const auto* shape : in_order())
    text += fmt::format("{:<15}{}{}\n", shape->name, shape->declares ? "" : "(record) ", shape->doc);
  return text +
         "\n`herdc reference KIND` lists the fields of one, `herdc reference KIND.FIELD` says all about "
         "one\n";
}

std::string whole(const ShapeInfo& shape) {
  auto text = fmt::format("{}: {}\n\n", shape.name, about(shape));
  for (const auto id : shape.fields) {
    const auto& field = schema::info(id);
    const auto mark = field.is(schema::required) ? std::string("required")
                      : field.fallback.empty()   ? ""
                                                 : fmt::format("= {}", field.fallback);
    text += fmt::format("  {:<16}{:<30} {}\n  {:<16}{}\n", field.name, field.type_text, mark, "", field.doc);
  }
  return text;
}

/// What values of the type look like, and what its parts are called.
std::string looks(const Type& type) {
  if (type.form == Type::Form::list || type.form == Type::Form::map) return looks(type.element.front());
  if (type.form == Type::Form::record)
    return fmt::format("`herdc reference {0}` lists the fields of a {0}",
                       schema::info(type.shapes.front()).name);
  return analysis::type_title(type);
}

std::string whole(const ShapeInfo& shape, const Field& field) {
  auto text =
      fmt::format("{}.{}: {}\n\n  type      {}\n", shape.name, field.name, field.doc, field.type_text);
  text += fmt::format("  values    {}\n", looks(field.type));
  if (field.type.form == Type::Form::map)
    text += fmt::format("  keys      {}\n", analysis::scalar_title(field.type.key));
  if (!field.fallback.empty()) text += fmt::format("  default   {}\n", field.fallback);
  text += fmt::format("  required  {}\n", field.is(schema::required) ? "yes" : "no");
  text +=
      fmt::format("  per host  {}\n", field.is(schema::varies) ? "yes: its values may read `host`" : "no");
  return text;
}

int unknown(const std::string& word, const std::string& what, const std::vector<std::string>& known,
            Environment& environment) {
  could_not_run(fmt::format("there is no {} `{}`", what, word), environment);
  environment.err << fmt::format("  help: {}\n", suggest(word, known, "there are"));
  return exit_could_not_run;
}

int show(const std::string& word, Environment& environment) {
  const auto dot = word.find('.');
  const auto name = word.substr(0, dot);
  const auto shapes = in_order();
  const auto found =
      std::find_if(shapes.begin(), shapes.end(), [&](const auto* s) { return s->name == name; });
  std::vector<std::string> names;
  for (const auto* shape : shapes) names.emplace_back(shape->name);
  if (found == shapes.end()) return unknown(name, "kind", names, environment);
  if (dot == std::string::npos) return environment.out << whole(**found), exit_fine;
  const auto field = schema::find_field((*found)->shape, word.substr(dot + 1));
  if (!field)
    return unknown(word.substr(dot + 1), fmt::format("field of {}", name),
                   schema::field_names((*found)->shape), environment);
  environment.out << whole(**found, schema::info(*field));
  return exit_fine;
}

}  // namespace

int reference(const Options& options, Environment& environment) {
  if (options.markdown) return environment.out << page(), exit_fine;
  if (options.words.empty()) return environment.out << list(), exit_fine;
  int code = exit_fine;
  for (const auto& word : options.words) code = std::max(code, show(word, environment));
  return code;
}

}  // namespace herdc::driver
