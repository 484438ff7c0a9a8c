#include "compiler/backend/registry.h"

#include <array>

#include "compiler/backend/docker/backend.h"

namespace herdc::backend {
namespace {

constexpr std::array backends = {
    docker::backend,
};

}  // namespace

std::span<const Backend> all() {
  return backends;
}

artifact::Tree emit(const Input& input, Sink& sink) {
  artifact::Tree tree;
  tree.name = input.model[input.model.cluster].name;
  for (const auto& backend : backends) backend.emit(input, tree, sink);
  return tree;
}

}  // namespace herdc::backend
