#include <fmt/format.h>

#include <algorithm>
#include <ostream>
#include <set>

#include "compiler/analysis/session.h"
#include "compiler/base/text.h"
#include "compiler/diagnostics/render_text.h"
#include "compiler/driver/commands.h"
#include "compiler/driver/junit.h"
#include "compiler/driver/project.h"

namespace herdc::driver {
namespace {

using diagnostics::Diagnostic;

analysis::Emitted emitted_files(const artifact::Tree& tree) {
  analysis::Emitted files;
  for (const auto& [path, file] : tree.artifacts) files[path] = {file.bytes, file.executable};
  return files;
}

/// What the compilation reported that the test does not expect, and what it expects that did not come. A test
/// that names no codes bears the project's warnings.
std::vector<Diagnostic> compare(const analysis::TestBlock& test, const std::vector<Diagnostic>& reported,
                                Sink& sink) {
  std::set<int> expected, came;
  for (const auto& code : test.diagnostics) expected.insert(code.number);
  const auto mark = sink.mark();
  std::vector<Diagnostic> wrong;
  for (const auto& diagnostic : reported) {
    came.insert(diagnostic.code.number);
    if (is_error(diagnostic.code.severity) && !expected.contains(diagnostic.code.number))
      wrong.push_back(diagnostic);
  }
  for (const auto& code : test.diagnostics)
    if (!came.contains(code.number))
      sink.report(catalog::missing_diagnostic, test.span, test.name, diagnostics::code_text(code));
  for (auto& diagnostic : sink.take_since(mark)) wrong.push_back(std::move(diagnostic));
  return wrong;
}

TestResult result_of(const analysis::TestBlock& test, const std::vector<Diagnostic>& wrong,
                     const SourceMap& sources) {
  TestResult result{test.name, sources[test.span.file].path, {}, {}};
  for (const auto& diagnostic : wrong) {
    result.messages.push_back(
        fmt::format("{}: {}", diagnostics::code_text(diagnostic.code), diagnostic.message));
    result.details += diagnostics::render_text(diagnostic, sources, {});
  }
  return result;
}

/// All tests of the project, in the order of the files.
std::vector<TestResult> run_tests(const Project& project, const Options& options, Run& run) {
  std::vector<TestResult> results;
  const auto finish = [&](analysis::Session& session, const Compilation& c) {
    const auto reported = run.sink.sorted();
    const auto files = emitted_files(c.tree);
    for (const auto& test : session.tests()) {
      auto wrong = compare(test, reported, run.sink);
      for (auto& diagnostic : session.run(test, c.lowered.model, files))
        wrong.push_back(std::move(diagnostic));
      results.push_back(result_of(test, wrong, c.sources));
    }
  };
  const Inputs inputs{*project.files, standard_library(), project.entry, options.choices};
  run.compilation = compile(inputs, Phase::artifacts, run.sink, {}, finish);
  return results;
}

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
  Run run;
  run.sink.set_today(options.today);
  const auto results = run_tests(*project, options, run);
  if (results.empty() && run.sink.has_errors()) return show_diagnostics(run, options, environment);
  environment.out << (options.format == "junit" ? junit(results) : plain(results, options.quiet));
  const bool good =
      std::all_of(results.begin(), results.end(), [](const auto& r) { return r.messages.empty(); });
  return good ? exit_fine : exit_findings;
}

}  // namespace herdc::driver
