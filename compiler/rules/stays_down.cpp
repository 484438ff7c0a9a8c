#include "compiler/rules/rules.h"

namespace herdc::rules {

/// The engine starts containers after a boot when their policy is `always` or `unless-stopped`, and no
/// others.
void stays_down(const model::Model& model, Sink& sink) {
  using namespace schema::field;
  for (const auto id : model.of_kind(schema::Shape::service)) {
    const auto& declaration = model[id];
    const auto* policy = model::find_text(declaration, service::restart);
    if (policy == nullptr || !policy->starts_with("on-failure")) continue;
    sink.report(catalog::stays_down, model::place(declaration, service::restart), declaration.path)
        .with_note(declaration.span, "this one")
        .with_hint(
            "docker applies \"on-failure\" to exits only, not to a restart of the engine or the machine: "
            "leave `restart` out, which means \"always\"");
  }
}

}  // namespace herdc::rules
