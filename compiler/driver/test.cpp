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

/// By their paths in the tree; of several trees, behind the tree's name.
analysis::Emitted emitted_files(const Compilation& c) {
  analysis::Emitted files;
  for (const auto& output : outputs(c))
    for (const auto& [path, file] : output.tree.artifacts)
      files[c.parts.empty() ? path : output.tree.name + "/" + path] = {file.bytes, file.executable};
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

/// Tests of one compilation: what the command line chose, and what they say themselves.
struct Scenario {
  analysis::Choices choices;
  std::vector<std::size_t> tests;  ///< by their place in the project
};

/// What stands in the files, before anything is chosen.
std::vector<analysis::TestBlock> find_tests(const Project& project, const Options& options) {
  SourceMap sources;
  Sink unheard;  // said again by the compilation
  const auto program =
      analysis::load(project.entry, *project.files, standard_library(), sources, unheard, options.limits);
  return analysis::outline(program, unheard).project->tests;
}

analysis::Choices choices_of(const analysis::TestBlock& test, const analysis::Choices& given) {
  auto choices = given;
  if (test.environment) choices.environment = *test.environment;
  for (const auto& [name, text] : test.params) {
    std::erase_if(choices.params, [&name = name](const auto& param) { return param.first == name; });
    choices.params.emplace_back(name, text);
  }
  std::sort(choices.params.begin(), choices.params.end());
  return choices;
}

std::vector<Scenario> scenarios(const std::vector<analysis::TestBlock>& tests, const Options& options) {
  std::vector<Scenario> all;
  for (std::size_t i = 0; i < tests.size(); ++i) {
    auto choices = choices_of(tests[i], options.choices);
    const auto known = std::find_if(all.begin(), all.end(), [&](const Scenario& scenario) {
      return scenario.choices.environment == choices.environment && scenario.choices.params == choices.params;
    });
    if (known == all.end())
      all.push_back({std::move(choices), {i}});
    else
      known->tests.push_back(i);
  }
  return all;
}

/// Compiles once. Where there is no model to ask, what was reported is each test's result.
void run_scenario(const Inputs& inputs, const Scenario& scenario,
                  const std::vector<analysis::TestBlock>& tests, std::string_view today,
                  std::vector<TestResult>& results) {
  Sink sink;
  sink.set_today(std::string(today));
  std::vector<std::vector<Diagnostic>> wrong(scenario.tests.size());
  const auto finish = [&](analysis::Session& session, const Compilation& c) {
    const auto files = emitted_files(c);
    for (std::size_t i = 0; i < scenario.tests.size(); ++i)
      wrong[i] = session.run(session.tests()[scenario.tests[i]], c.lowered.model, files);
  };
  const auto c = compile(inputs, Phase::artifacts, sink, {}, finish);
  const auto reported = sink.sorted();
  for (std::size_t i = 0; i < scenario.tests.size(); ++i) {
    const auto& test = tests[scenario.tests[i]];
    auto all = compare(test, reported, sink);
    std::move(wrong[i].begin(), wrong[i].end(), std::back_inserter(all));
    results[scenario.tests[i]] = result_of(test, all, c.sources);
  }
}

/// All tests of the project, in the order of the files.
std::vector<TestResult> run_tests(const Project& project, const Options& options) {
  const auto tests = find_tests(project, options);
  std::vector<TestResult> results(tests.size());
  for (const auto& scenario : scenarios(tests, options))
    run_scenario({*project.files, standard_library(), project.entry, scenario.choices, options.limits},
                 scenario, tests, options.today, results);
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
  const auto results = run_tests(*project, options);
  if (results.empty())  // the project itself may be wrong
    if (const auto run = compile_project(*project, options, environment); run->sink.has_errors())
      return show_diagnostics(*run, options, environment);
  environment.out << (options.format == "junit" ? junit(results) : plain(results, options.quiet));
  const bool good =
      std::all_of(results.begin(), results.end(), [](const auto& r) { return r.messages.empty(); });
  return good ? exit_fine : exit_findings;
}

}  // namespace herdc::driver
