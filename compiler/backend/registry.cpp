#include "compiler/backend/registry.h"

#include <algorithm>
#include <array>

#include "compiler/backend/docker/backend.h"
#include "compiler/backend/haproxy/backend.h"
#include "compiler/backend/marathon/backend.h"
#include "compiler/backend/mesos/backend.h"

namespace herdc::backend {
namespace {

constexpr std::array backends = {
    docker::backend,
    mesos::backend,
    marathon::backend,
    haproxy::backend,
};

template <class T>
bool has(std::span<const T> list, T item) {
  return std::find(list.begin(), list.end(), item) != list.end();
}

bool is_honoured(schema::FieldId field) {
  return std::any_of(backends.begin(), backends.end(),
                     [&](const Backend& backend) { return has(backend.honours, field); });
}

/// Nothing is dropped in silence.
void report_dropped(const model::Declaration& declaration, Sink& sink) {
  for (const auto& entry : declaration.fields) {
    const auto& row = schema::info(entry.field);
    if (entry.is_default || row.is(schema::compiled) || is_honoured(entry.field)) continue;
    sink.report(catalog::not_honoured, entry.value.span, row.name, declaration.name)
        .with_hint("leave it out, or make sure that it is not needed");
  }
}

}  // namespace

std::span<const Backend> all() {
  return backends;
}

artifact::Tree emit(const Input& input, Sink& sink) {
  artifact::Tree tree;
  tree.name = input.model[input.model.cluster].name;
  for (const auto& shape : schema::all_shapes())
    for (const auto id : input.model.of_kind(shape.shape)) report_dropped(input.model[id], sink);
  for (const auto& backend : backends) backend.emit(input, tree, sink);
  return tree;
}

void check(const model::Model& model, Sink& sink) {
  if (!model.cluster.valid()) return;
  for (const auto& backend : backends)
    if (backend.check != nullptr) backend.check(model, sink);
}

}  // namespace herdc::backend
