#pragma once

#include <array>

#include "compiler/backend/registry.h"

namespace herdc::mesos {

/// Configuration directories of Mesos agents, and the script that installs an agent.
void emit(const backend::Input& input, artifact::Tree& tree, Sink& sink);

/// What `emit` would report of the sound ones, while others are not.
void check(const model::Model& model, Sink& sink);

namespace honoured {
namespace field = schema::field;
inline constexpr std::array fields = {
    field::cluster::targets,    field::slaves::hosts,   field::slaves::address, field::slaves::mac,
    field::slaves::directories, field::slaves::masters, field::slaves::package, field::slaves::flags,
};
}  // namespace honoured

inline constexpr backend::Backend backend = {
    .name = "mesos",
    .summary = "configuration of Mesos agents",
    .honours = honoured::fields,
    .emit = &emit,
    .check = &check,
};

}  // namespace herdc::mesos
