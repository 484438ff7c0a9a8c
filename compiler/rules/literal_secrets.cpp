#include <algorithm>

#include "compiler/dockerfile/steps.h"
#include "compiler/rules/rules.h"

namespace herdc::rules {
namespace {

using model::Declaration;
namespace field = schema::field;

bool may_be_secret(std::string_view name, const model::Value& value) {
  const auto* text = value.get<std::string>();
  return text != nullptr && dockerfile::looks_like_secret(name, *text);
}

bool holds_secret(std::string_view name, const model::Value& value) {
  const auto* table = value.get<model::PerHost>();
  if (table == nullptr) return may_be_secret(name, value);
  return std::any_of(table->values.begin(), table->values.end(),
                     [&](const auto& own) { return may_be_secret(name, own.second); });
}

std::string_view way_out(schema::Shape kind) {
  if (kind == schema::Shape::app)
    return "let Marathon keep it: `secret NAME { marathon = \"…\" }`, and write NAME here";
  return "keep it in a file of the machines: `secret NAME { file = \"…\" }` and `secrets = [NAME]`; the "
         "process "
         "reads /run/secrets/NAME";
}

void check_map(const Declaration& declaration, schema::FieldId id, Sink& sink) {
  for (const auto& [name, value] : model::map(declaration, id))
    if (holds_secret(name, value))
      sink.report(catalog::literal_secret, value.span, name)
          .with_hint(std::string(way_out(declaration.kind)));
}

}  // namespace

/// The tree is checked in, reviewed, and pulled by every machine: what it holds is known. Images are looked
/// at where their Dockerfiles are made.
void literal_secrets(const model::Model& model, Sink& sink) {
  for (const auto id : model.of_kind(schema::Shape::service)) {
    check_map(model[id], field::service::env, sink);
    check_map(model[id], field::service::labels, sink);
  }
  for (const auto id : model.of_kind(schema::Shape::app)) {
    check_map(model[id], field::app::env, sink);
    check_map(model[id], field::app::labels, sink);
  }
}

}  // namespace herdc::rules
