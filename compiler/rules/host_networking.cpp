#include "compiler/rules/rules.h"

namespace herdc::rules {

/// Every port that the process opens is open on the machine, and two services may want the same one.
void host_networking(const model::Model& model, Sink& sink) {
  using namespace schema::field;
  for (const auto id : model.of_kind(schema::Shape::service)) {
    const auto& declaration = model[id];
    const auto* network = model::find_text(declaration, service::network);
    if (network == nullptr || *network != "host") continue;
    sink.report(catalog::host_networking, model::place(declaration, service::network), declaration.path)
        .with_note(declaration.span, "this one")
        .with_hint("leave `network` out, and name its `ports`");
  }
}

}  // namespace herdc::rules
