#include "compiler/driver/mutate.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <ostream>

#include "compiler/diagnostics/catalog_rules.h"
#include "compiler/diagnostics/render_text.h"
#include "compiler/driver/mutations.h"
#include "compiler/driver/run_tests.h"

namespace herdc::driver {
namespace {

/// A project in which one file reads differently.
class Edited : public ReadFiles {
 public:
  Edited(const ReadFiles& files, std::string path, std::string text)
      : files_(files), path_(std::move(path)), text_(std::move(text)) {}
  FileStatus status(const std::string& path) const override { return files_.status(path); }
  Result<std::string> read(const std::string& path, std::uint64_t max_bytes) const override {
    if (path == path_) return text_;
    return files_.read(path, max_bytes);
  }
  Result<std::vector<std::string>> list(const std::string& path) const override { return files_.list(path); }

 private:
  const ReadFiles& files_;
  std::string path_, text_;
};

enum class Outcome { by_test, by_diagnostic, without_effect, unnoticed };

/// How often each code was reported. Words may name what was changed.
std::map<int, int> codes(const TestRun& run) {
  std::map<int, int> count;
  for (const auto& tried : run.tried)
    for (const auto& diagnostic : tried.reported) ++count[diagnostic.code.number];
  return count;
}

bool has_more(const std::map<int, int>& now, const std::map<int, int>& before) {
  return std::any_of(now.begin(), now.end(), [&](const auto& code) {
    const auto known = before.find(code.first);
    return known == before.end() || known->second < code.second;
  });
}

bool same_files(const TestRun& now, const TestRun& before) {
  return std::equal(now.tried.begin(), now.tried.end(), before.tried.begin(), before.tried.end(),
                    [](const Tried& a, const Tried& b) { return a.files == b.files; });
}

bool fails(const TestResult& result) {
  return !result.messages.empty();
}

Outcome outcome(const TestRun& now, const TestRun& before) {
  if (std::any_of(now.results.begin(), now.results.end(), fails)) return Outcome::by_test;
  if (has_more(codes(now), codes(before))) return Outcome::by_diagnostic;
  return same_files(now, before) ? Outcome::without_effect : Outcome::unnoticed;
}

std::string shown(const Mutation& mutation) {
  std::vector<std::string> texts;
  for (const auto& edit : mutation.edits)
    if (!edit.text.empty()) texts.push_back(edit.text);
  return texts.empty() ? mutation.what : fmt::format("{}: {}", mutation.what, fmt::join(texts, ", "));
}

std::string count(std::size_t number, std::string_view one) {
  return fmt::format("{} {}{}", number, one, number == 1 ? "" : "s");
}

std::string summary(const std::map<Outcome, std::size_t>& outcomes) {
  const auto of = [&](Outcome o) {
    const auto found = outcomes.find(o);
    return found == outcomes.end() ? std::size_t{0} : found->second;
  };
  const auto noticed = of(Outcome::by_test) + of(Outcome::by_diagnostic);
  auto text = fmt::format("{}: {} noticed ({} by tests, {} by errors, rules and lints), {} not",
                          count(noticed + of(Outcome::unnoticed), "change"), noticed, of(Outcome::by_test),
                          of(Outcome::by_diagnostic), of(Outcome::unnoticed));
  if (const auto none = of(Outcome::without_effect); none > 0)
    text += fmt::format("; {} more changed nothing in the tree", none);
  return text + "\n";
}

}  // namespace

int mutate(const Project& project, const Options& options, Environment& environment) {
  const auto before = run_tests(*project.files, project.entry, options, true);
  if (std::any_of(before.results.begin(), before.results.end(), fails))
    return could_not_run("a test fails as it is; `herdc test` shows it", environment);
  SourceMap sources;
  Sink sink;
  const auto program =
      analysis::load(project.entry, *project.files, standard_library(), sources, sink, options.limits);
  if (sink.has_errors())
    return could_not_run("the cluster has errors; `herdc check` shows them", environment);
  const auto all = mutations(program, sources);
  std::map<Outcome, std::size_t> outcomes;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (environment.terminal)
      environment.err << fmt::format("\r{} of {} \x1b[K", i + 1, all.size()) << std::flush;
    const auto& source = sources[all[i].span.file];
    const Edited edited(*project.files, source.path, apply(all[i], source.text));
    const auto result = outcome(run_tests(edited, project.entry, options, true), before);
    ++outcomes[result];
    if (result == Outcome::unnoticed)
      sink.report(catalog::unnoticed_change, all[i].span).with_label(shown(all[i]));
  }
  if (environment.terminal) environment.err << "\r\x1b[K";
  for (const auto& diagnostic : sink.sorted())
    environment.out << diagnostics::render_text(diagnostic, sources, {}) << "\n";
  environment.out << summary(outcomes);
  return outcomes.contains(Outcome::unnoticed) ? exit_findings : exit_fine;
}

}  // namespace herdc::driver
