#include "compiler/driver/project.h"

#include <fmt/format.h>

#include <ostream>

#include "compiler/base/text.h"
#include "compiler/diagnostics/render_text.h"

namespace herdc::driver {
namespace {

bool use_color(const Options& options, const Environment& environment) {
  if (options.color != Color::automatic) return options.color == Color::always;
  const auto no_color = environment.variable("NO_COLOR");
  return environment.terminal && !(no_color && !no_color->empty());
}

/// Says how long each phase took, as it ends.
Watch stopwatch(const Options& options, Environment& environment) {
  if (!options.timings) return {};
  auto last = std::make_shared<double>(environment.seconds());
  return [last, &environment](std::string_view phase) {
    const double now = environment.seconds();
    environment.err << fmt::format("{:>9.3f} ms  {}\n", (now - *last) * 1000, phase);
    *last = now;
  };
}

}  // namespace

std::optional<Project> open_project(const std::string& file, Environment& environment) {
  const auto slash = file.rfind('/');
  Project project;
  project.root = slash == std::string::npos ? "." : slash == 0 ? "/" : file.substr(0, slash);
  project.entry = slash == std::string::npos ? file : file.substr(slash + 1);
  auto files = environment.open(project.root);
  if (!files) {
    could_not_run(files.failure().message, environment);
    return std::nullopt;
  }
  project.files = std::move(*files);
  return project;
}

std::string path_in(const Project& project, std::string_view name) {
  return project.root == "." ? std::string(name) : fmt::format("{}/{}", project.root, name);
}

std::unique_ptr<Run> compile_project(const Project& project, const Options& options,
                                     Environment& environment) {
  auto run = std::make_unique<Run>();
  run->sink.set_today(options.today);
  const Inputs inputs{*project.files, standard_library(), project.entry, options.choices, options.limits};
  run->compilation =
      compile(inputs, options.print.value_or(Phase::artifacts), run->sink, stopwatch(options, environment));
  return run;
}

int show_diagnostics(const Run& run, const Options& options, Environment& environment) {
  const auto list = run.sink.sorted();
  const auto allowed = list.empty() && options.quiet ? 0 : run.sink.allowed();
  environment.err << diagnostics::render_text(list, run.compilation.sources,
                                              {use_color(options, environment)}, allowed);
  for (const auto& diagnostic : list)
    if (diagnostic.code.number == catalog::cannot_read.code.number) return exit_could_not_run;
  return run.sink.has_errors() ? exit_findings : exit_fine;
}

int could_not_run(const std::string& message, Environment& environment) {
  environment.err << fmt::format("herdc: {}\n", printable(message));
  return exit_could_not_run;
}

}  // namespace herdc::driver
