#include <fmt/format.h>

#include <algorithm>

#include "compiler/analysis/components.h"
#include "compiler/analysis/evaluator.h"
#include "compiler/analysis/wording.h"
#include "compiler/base/spelling.h"

namespace herdc::analysis {

using schema::Type;

namespace {

bool is_made_from(const Entity& entity, std::string_view component) {
  return std::any_of(entity.layers.begin(), entity.layers.end(), [&](const Layer& layer) {
    return layer.blueprint->is_component() && path_of(*layer.blueprint) == component;
  });
}

bool is_accepted(const Entity& entity, const Type& type) {
  const auto kind = entity.blueprint->kind;
  return std::find(type.shapes.begin(), type.shapes.end(), kind) != type.shapes.end() &&
         (type.component.empty() || is_made_from(entity, type.component));
}

}  // namespace

std::string Evaluator::reference_hint(const std::string& text, const Type& type, const Frame& frame) {
  if (visible_member(text, frame) != nullptr)
    return fmt::format("names are written without quotes: `{}`", text);
  const bool volume = type.shapes.front() == schema::Shape::volume;
  if (volume && text.starts_with('/'))
    return fmt::format("declare `volume NAME {{ host_path = \"{}\" }}`, and write NAME here", text);
  return fmt::format("declare it: `{} NAME {{ … }}`", schema::info(type.shapes.front()).name);
}

/// A declaration of one of the kinds. Text is never a reference: bare is a name, quoted is text.
Maybe Evaluator::convert_reference(const Value& value, const Type& type, std::string_view what, Span place,
                                   const Frame& frame) {
  const auto* id = value.get<DeclId>();
  if (id != nullptr && is_accepted(entity(*id), type)) {
    record_read(*id, place);
    return Value{*id, place};
  }
  const auto* text = value.get<std::string>();
  if (id != nullptr && !type.component.empty()) {
    report(frame, catalog::wrong_type, place, what, type_title(type), describe(value))
        .with_note(entity(*id).blueprint->name.span, "it is declared here")
        .with_hint(fmt::format("`{} NAME from {} {{ … }}` makes one", schema::info(type.shapes.front()).name,
                               type.component));
    return std::nullopt;
  }
  if (text == nullptr) return wrong_type(value, what, type_title(type), place, frame);
  const bool image =
      std::find(type.shapes.begin(), type.shapes.end(), schema::Shape::image) != type.shapes.end();
  if (image) {
    report(frame, catalog::handcrafted_image, place, *text)
        .with_note({},
                   "an image may only come from a Dockerfile: an image typed by hand and pushed is a pet, "
                   "and one that is only named may be one")
        .with_hint(fmt::format("declare `image NAME {{ dockerfile = \"…/Dockerfile\" }}`, or `image NAME {{ "
                               "base = …, steps = […] }}`, and write `{} = NAME`",
                               what))
        .with_hint(
            "for an upstream image as it is: `base NAME { repository = \"…\", tag = \"…\" }`, pinned by "
            "`herdc lock`");
    return std::nullopt;
  }
  report(frame, catalog::wrong_type, place, what, type_title(type), describe(value))
      .with_hint(reference_hint(*text, type, frame));
  return std::nullopt;
}

}  // namespace herdc::analysis
