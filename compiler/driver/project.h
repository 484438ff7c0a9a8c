#pragma once

#include <memory>

#include "compiler/driver/options.h"

namespace herdc::driver {

/// The directory of FILE, and FILE in it.
struct Project {
  std::string root;  ///< "." when FILE names no directory
  std::string entry;
  std::unique_ptr<ReadFiles> files;
};

/// Says why and gives nothing when the directory cannot be opened.
std::optional<Project> open_project(const std::string& file, Environment& environment);

std::string path_in(const Project& project, std::string_view name);

/// One compilation as a command does it: timed when asked, its diagnostics shown.
struct Run {
  Compilation compilation;
  Sink sink;
};
std::unique_ptr<Run> compile_project(const Project& project, const Options& options,
                                     Environment& environment);

/// Prints what the sink holds; the exit code that follows from it (an unreadable FILE is 2, other errors are
/// 1).
int show_diagnostics(const Run& run, const Options& options, Environment& environment);

/// "herdc: …" on `err`.
int could_not_run(const std::string& message, Environment& environment);

}  // namespace herdc::driver
