#include <fmt/format.h>

#include <algorithm>
#include <ostream>

#include "compiler/base/text.h"
#include "compiler/driver/commands.h"
#include "compiler/driver/mutate.h"
#include "compiler/driver/project.h"
#include "compiler/driver/run_tests.h"

namespace herdc::driver {
namespace {

std::string indented(std::string_view text) {
  std::string result;
  for (const auto& line : split(text, "\n"))
    if (!line.empty()) result += fmt::format("      {}\n", line);
  return result;
}

std::string plain(const std::vector<TestResult>& results, bool quiet) {
  std::string text;
  std::size_t failed = 0;
  for (const auto& result : results) {
    const bool good = result.messages.empty();
    failed += good ? 0 : 1;
    if (good && quiet) continue;
    text +=
        fmt::format("{}  {}\n{}", good ? "ok  " : "FAIL", printable(result.name), indented(result.details));
  }
  if (failed == 0 && quiet) return text;
  return text + fmt::format("{} passed, {} failed\n", results.size() - failed, failed);
}

}  // namespace

int test(const Options& options, Environment& environment) {
  const auto project = open_project(options.file, environment);
  if (!project) return exit_could_not_run;
  if (options.mutate) return mutate(*project, options, environment);
  const auto results = run_tests(*project->files, project->entry, options).results;
  if (results.empty())  // the project itself may be wrong
    if (const auto run = compile_project(*project, options, environment); run->sink.has_errors())
      return show_diagnostics(*run, options, environment);
  environment.out << (options.format == "junit" ? junit(results) : plain(results, options.quiet));
  const bool good =
      std::all_of(results.begin(), results.end(), [](const auto& r) { return r.messages.empty(); });
  return good ? exit_fine : exit_findings;
}

}  // namespace herdc::driver
