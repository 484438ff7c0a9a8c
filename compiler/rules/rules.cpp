#include "compiler/rules/rules.h"

#include <array>

namespace herdc::rules {
namespace {

constexpr std::array rules = {host_networking, stays_down,       unread_variables, directories,
                              ids_from_names,  engine_variables, open_routes,      literal_secrets};

}  // namespace

void check(const model::Model& model, Sink& sink) {
  for (const auto rule : rules) rule(model, sink);
}

}  // namespace herdc::rules
