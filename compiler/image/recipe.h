#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "compiler/diagnostics/sink.h"
#include "compiler/model/model.h"

namespace herdc::image {

/// One line of a Dockerfile; `rest` is already in the words of its instruction.
struct Instruction {
  std::string_view keyword;
  std::string rest;
  std::vector<Span> origins;
};

/// A file that COPY takes from the context.
struct CopiedFile {
  std::string path;  ///< in the context
  model::InputFileId file;
  bool executable = false;
};

/// What an image without a Dockerfile of its own is made from.
struct Recipe {
  std::vector<Instruction> instructions;
  std::vector<CopiedFile> files;
};

/// `from` is the reference of the image that it is built on.
Recipe recipe(const model::Model& model, model::DeclId image, std::string_view from, Sink& sink);

}  // namespace herdc::image
