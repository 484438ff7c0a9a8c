#include <algorithm>
#include <array>

#include "compiler/rules/rules.h"

namespace herdc::rules {
namespace {

namespace field = schema::field;

constexpr std::array<std::string_view, 5> names = {"DOCKER_HOST", "DOCKER_CONTEXT", "DOCKER_CONFIG",
                                                   "DOCKER_CERT_PATH", "DOCKER_TLS_VERIFY"};

void check_env(const model::Declaration& declaration, schema::FieldId env, Sink& sink) {
  for (const auto& [name, value] : model::map(declaration, env))
    if (std::find(names.begin(), names.end(), name) != names.end())
      sink.report(catalog::engine_variable, value.span, name)
          .with_note(declaration.span, "given by this one")
          .with_hint("who commands an engine is root on its machine: leave it out");
}

}  // namespace

/// A container that is told of an engine starts containers that nothing here describes, as root.
void engine_variables(const model::Model& model, Sink& sink) {
  for (const auto id : model.of_kind(schema::Shape::service)) check_env(model[id], field::service::env, sink);
  for (const auto id : model.of_kind(schema::Shape::app)) check_env(model[id], field::app::env, sink);
  for (const auto id : model.of_kind(schema::Shape::image)) check_env(model[id], field::image::env, sink);
}

}  // namespace herdc::rules
