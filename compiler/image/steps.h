#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/diagnostics/sink.h"
#include "compiler/dockerfile/steps.h"

/// What is reported of steps, in a Dockerfile of the user's own and in a generated one alike.
namespace herdc::image {

/// An archive that was copied into an image, packed.
struct Packed {
  Span span;
  std::string path;
  std::string_view kind;
};

/// The place of a word of the step.
using PlaceOf = std::function<Span(std::size_t word)>;

/// `image` is where `allow` stands; `packed` what a step of this stage may unpack: it is emptied then.
void report_step(const std::vector<dockerfile::Finding>& findings, const PlaceOf& place, Span image,
                 std::vector<Packed>& packed, Sink& sink);

void report_archive(const Packed& archive, Span image, Sink& sink);

void report_secret(std::string_view name, Span span, Span image, Sink& sink);

}  // namespace herdc::image
