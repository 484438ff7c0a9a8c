#pragma once

#include <array>

#include "compiler/backend/registry.h"

namespace herdc::marathon {

/// Apps as Marathon reads them, and the script that launches them.
void emit(const backend::Input& input, artifact::Tree& tree, Sink& sink);

/// What `emit` would report of the sound ones, while others are not.
void check(const model::Model& model, Sink& sink);

namespace honoured {
namespace field = schema::field;
inline constexpr std::array fields = {
    field::app::name,     field::app::group,       field::app::image,       field::app::instances,
    field::app::cpus,     field::app::memory,      field::app::disk,        field::app::cmd,
    field::app::args,     field::app::network,     field::app::ports,       field::app::mounts,
    field::app::env,      field::app::labels,      field::app::user,        field::app::health,
    field::app::upgrade,  field::app::constraints, field::app::after,       field::app::on,
    field::app::marathon, field::volume::size,     field::secret::marathon,
};
}  // namespace honoured

inline constexpr backend::Backend backend = {
    .name = "marathon",
    .summary = "apps as JSON for Marathon",
    .honours = honoured::fields,
    .emit = &emit,
    .check = &check,
};

}  // namespace herdc::marathon
