#include "compiler/driver/run_tests.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "compiler/diagnostics/render_text.h"
#include "compiler/driver/phases.h"

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

/// What stands in the files, before anything is chosen.
std::vector<analysis::TestBlock> find_tests(const ReadFiles& files, const std::string& entry,
                                            const Options& options) {
  SourceMap sources;
  Sink unheard;  // said again by the compilation
  const auto program = analysis::load(entry, files, standard_library(), sources, unheard, options.limits);
  return analysis::outline(program, unheard).project->tests;
}

analysis::Choices choices_of(const analysis::TestBlock& test, const analysis::Choices& given) {
  auto choices = given;
  if (test.environment) choices.environment = *test.environment;
  for (const auto& [name, text] : test.params) {
    std::erase_if(choices.params, [&name = name](const auto& param) { return param.first == name.text; });
    choices.params.emplace_back(name.text, text);
  }
  std::sort(choices.params.begin(), choices.params.end());
  return choices;
}

bool same(const analysis::Choices& a, const analysis::Choices& b) {
  return a.environment == b.environment && a.params == b.params;
}

Tried& of_choices(std::vector<Tried>& tried, analysis::Choices choices) {
  const auto known =
      std::find_if(tried.begin(), tried.end(), [&](const Tried& t) { return same(t.choices, choices); });
  return known != tried.end() ? *known : tried.emplace_back(Tried{std::move(choices), {}, {}, {}});
}

/// Compiles once. Where there is no model to ask, what was reported is each test's result.
void compile(Tried& tried, const Inputs& inputs, const std::vector<analysis::TestBlock>& tests,
             std::string_view today, std::vector<TestResult>& results) {
  Sink sink;
  sink.set_today(std::string(today));
  std::vector<std::vector<Diagnostic>> wrong(tried.tests.size());
  const auto finish = [&](analysis::Session& session, const Compilation& c) {
    const auto files = emitted_files(c);
    for (const auto& [path, file] : files) tried.files[path] = std::string(file.text);
    for (std::size_t i = 0; i < tried.tests.size(); ++i)
      wrong[i] = session.run(session.tests()[tried.tests[i]], c.lowered.model, files);
  };
  const auto c = compile(inputs, Phase::artifacts, sink, {}, finish);
  tried.reported = sink.sorted();
  for (std::size_t i = 0; i < tried.tests.size(); ++i) {
    const auto& test = tests[tried.tests[i]];
    auto all = compare(test, tried.reported, sink);
    std::move(wrong[i].begin(), wrong[i].end(), std::back_inserter(all));
    results[tried.tests[i]] = result_of(test, all, c.sources);
  }
}

}  // namespace

TestRun run_tests(const ReadFiles& files, const std::string& entry, const Options& options, bool plain) {
  const auto tests = find_tests(files, entry, options);
  TestRun run;
  run.results.resize(tests.size());
  if (plain) of_choices(run.tried, choices_of({}, options.choices));
  for (std::size_t i = 0; i < tests.size(); ++i)
    of_choices(run.tried, choices_of(tests[i], options.choices)).tests.push_back(i);
  for (auto& tried : run.tried)
    compile(tried, {files, standard_library(), entry, tried.choices, options.limits}, tests, options.today,
            run.results);
  return run;
}

}  // namespace herdc::driver
