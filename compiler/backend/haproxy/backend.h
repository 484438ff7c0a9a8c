#pragma once

#include <array>

#include "compiler/backend/registry.h"

namespace herdc::haproxy {

/// One configuration of HAProxy for each proxy.
void emit(const backend::Input& input, artifact::Tree& tree, Sink& sink);
/// What `emit` would report of sound proxies.
void check(const model::Model& model, Sink& sink);

namespace honoured {
namespace field = schema::field;
inline constexpr std::array fields = {
    field::proxy::name,    field::proxy::on,   field::proxy::image, field::proxy::memory, field::proxy::cpus,
    field::proxy::network, field::proxy::port, field::proxy::route, field::proxy::tls,
};
}  // namespace honoured

inline constexpr backend::Backend backend = {
    .name = "haproxy",
    .summary = "configuration of HAProxy",
    .honours = honoured::fields,
    .emit = &emit,
    .check = &check,
};

}  // namespace herdc::haproxy
