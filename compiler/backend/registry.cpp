#include "compiler/backend/registry.h"

#include <algorithm>
#include <array>

#include "compiler/backend/docker/backend.h"

namespace herdc::backend {
namespace {

constexpr std::array backends = {
    docker::backend,
};

template <class T>
bool has(std::span<const T> list, T item) {
  return std::find(list.begin(), list.end(), item) != list.end();
}

/// Nothing is dropped in silence.
void report_dropped(const Backend& backend, const model::Declaration& declaration, Sink& sink) {
  for (const auto& entry : declaration.fields) {
    const auto& row = schema::info(entry.field);
    if (entry.is_default || row.is(schema::compiled) || has(backend.honours, entry.field)) continue;
    sink.report(catalog::not_honoured, entry.value.span, backend.name, row.name, declaration.name)
        .with_hint(
            "nothing that is generated depends on it: leave it out, or make sure that it is not needed");
  }
}

}  // namespace

std::span<const Backend> all() {
  return backends;
}

artifact::Tree emit(const Input& input, Sink& sink) {
  artifact::Tree tree;
  tree.name = input.model[input.model.cluster].name;
  for (const auto& backend : backends) {
    for (const auto kind : backend.kinds)
      for (const auto id : input.model.of_kind(kind)) report_dropped(backend, input.model[id], sink);
    backend.emit(input, tree, sink);
  }
  return tree;
}

}  // namespace herdc::backend
