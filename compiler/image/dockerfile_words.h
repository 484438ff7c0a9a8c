#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/model/value.h"

/// The only writers of data into Dockerfiles. Each was compared with what a real docker build made of it.
namespace herdc::image {

/// A physical line that is longer is dropped by one builder and refused by another.
inline constexpr std::size_t longest_dockerfile_line = 65535;

/// A word of ENV, LABEL, WORKDIR and COPY, where `$`, quotes and `\` mean something.
/// Plain words stay as they are. `value` must be representable.
std::string dockerfile_word(std::string_view value);
/// What keeps `value` from being such a word ("a line feed"); nothing when it can be one.
std::optional<std::string> dockerfile_word_problem(std::string_view value);

/// `["a", "b"]`: the form of ENTRYPOINT, CMD, HEALTHCHECK CMD, COPY and RUN that takes any text but NUL.
std::string exec_form(const std::vector<std::string>& words);

/// What RUN executes with `/bin/sh -c`: as it is when both docker's parsers hand exactly this text to the
/// shell, otherwise as an exec form of that shell.
std::string run_form(std::string_view command);

/// A word of a POSIX shell command.
std::string posix_word(std::string_view value);

/// Below /proc and /sys: there a working directory has been a way out of the container, and a mount hides
/// what the kernel says.
bool is_kernel_directory(std::string_view path);

/// Docker's spelling: "10s", "1500ms".
std::string docker_duration(model::Duration duration);

}  // namespace herdc::image
