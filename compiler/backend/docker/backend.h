#pragma once

#include <array>

#include "compiler/backend/registry.h"

namespace herdc::docker {

/// Images as build contexts; services as run scripts; machines as a script that prepares them.
void emit(const backend::Input& input, artifact::Tree& tree, Sink& sink);
void check(const model::Model& model, Sink& sink);

namespace honoured {
namespace field = schema::field;
inline constexpr std::array fields = {
    field::cluster::domain,   field::cluster::registry,     field::machines::hosts,
    field::machines::address, field::machines::directories, field::slaves::hosts,
    field::slaves::address,   field::slaves::directories,   field::base::repository,
    field::base::tag,         field::image::name,           field::image::base,
    field::image::steps,      field::image::dockerfile,     field::image::env,
    field::image::labels,     field::image::user,           field::image::workdir,
    field::image::entrypoint, field::image::command,        field::image::health,
    field::volume::host_path, field::service::name,         field::service::image,
    field::service::on,       field::service::memory,       field::service::cpus,
    field::service::restart,  field::service::network,      field::service::ports,
    field::service::mounts,   field::service::env,          field::service::labels,
    field::service::command,  field::service::args,         field::service::user,
    field::service::workdir,  field::service::health,       field::service::log,
    field::service::pids,     field::service::stop_timeout, field::service::stop_signal,
    field::service::secrets,  field::secret::file,
};
}  // namespace honoured

inline constexpr backend::Backend backend = {
    .name = "docker",
    .summary = "Dockerfiles, docker run scripts, and a script that prepares machines",
    .honours = honoured::fields,
    .emit = &emit,
    .check = &check,
};

}  // namespace herdc::docker
