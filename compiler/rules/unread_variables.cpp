#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "compiler/base/spelling.h"
#include "compiler/rules/rules.h"

namespace herdc::rules {
namespace {

using model::Declaration;
using model::Model;
namespace field = schema::field;

// Read by the C library and the shell of every image.
constexpr std::array<std::string_view, 5> always = {"TZ", "LANG", "LC_ALL", "PATH", "HOME"};

/// What the image of `declaration` says that it reads; null when it does not say.
const Declaration* image_that_tells(const Model& model, const Declaration& declaration,
                                    schema::FieldId image_field) {
  const auto* image = declaration.find(image_field);
  if (image == nullptr) return nullptr;
  const auto& found = model[*image->get<model::DeclId>()];
  return found.kind == schema::Shape::image && found.is_set(field::image::reads) ? &found : nullptr;
}

std::vector<std::string> variables_of(const Declaration& image) {
  std::vector<std::string> names(always.begin(), always.end());
  for (const auto& name : model::list(image, field::image::reads)) names.push_back(*name.get<std::string>());
  return names;
}

void check_env(const Model& model, const Declaration& declaration, schema::FieldId image_field,
               schema::FieldId env_field, Sink& sink) {
  const auto* image = image_that_tells(model, declaration, image_field);
  if (image == nullptr) return;
  const auto names = variables_of(*image);
  for (const auto& [name, value] : model::map(declaration, env_field)) {
    if (std::find(names.begin(), names.end(), name) != names.end()) continue;
    sink.report(catalog::unread_variable, value.span, image->path, name)
        .with_note(declaration.span, "given by this one")
        .with_note(model::place(*image, field::image::reads), "the image lists what it reads")
        .with_hint(did_you_mean(name, names));
  }
}

}  // namespace

void unread_variables(const Model& model, Sink& sink) {
  for (const auto id : model.of_kind(schema::Shape::service))
    check_env(model, model[id], field::service::image, field::service::env, sink);
  for (const auto id : model.of_kind(schema::Shape::app))
    check_env(model, model[id], field::app::image, field::app::env, sink);
}

}  // namespace herdc::rules
