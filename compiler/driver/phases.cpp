#include "compiler/driver/phases.h"

#include <algorithm>
#include <array>

#include "compiler/analysis/check.h"
#include "compiler/analysis/session.h"
#include "compiler/backend/registry.h"
#include "compiler/base/memory_file_system.h"
#include "compiler/diagnostics/catalog_rules.h"
#include "compiler/rules/rules.h"
#include "compiler/syntax/dump.h"
#include "herdc/embedded_standard_library.h"

namespace herdc::driver {
namespace {

constexpr std::uint64_t max_lock_bytes = 64u << 20;

struct PhaseName {
  Phase phase;
  std::string_view name;
};
constexpr std::array names = {PhaseName{Phase::ast, "ast"}, PhaseName{Phase::program, "program"},
                              PhaseName{Phase::model, "model"}, PhaseName{Phase::graph, "graph"},
                              PhaseName{Phase::artifacts, "artifacts"}};

analysis::Lock read_lock(const Inputs& inputs, SourceMap& sources, Sink& sink) {
  const std::string path(lock_file);
  if (inputs.project.status(path).kind == FileKind::missing) return {};
  auto text = inputs.project.read(path, max_lock_bytes);
  if (!text) {
    sink.report(catalog::cannot_read, Span{}, text.failure().message);
    return {{}, {}, false};
  }
  const auto file = sources.add(path, std::move(*text));
  return analysis::parse_lock(sources[file].text, file, sink);
}

void report_expired_allowances(Sink& sink) {
  for (const auto& allowance : sink.expired_allowances())
    sink.report(catalog::expired_allow, allowance.place, diagnostics::code_text(allowance.code),
                allowance.until)
        .with_hint("mend what it was for, or give it another day and a reason for that");
}

void report_unused_allowances(Sink& sink) {
  for (const auto& allowance : sink.unused_allowances())
    sink.report(catalog::unused_allow, allowance.place, diagnostics::code_text(allowance.code))
        .with_hint("take it out, so that the next warning of this kind is seen");
}

void check_edges(const Compilation& c, const Limits& limits, Sink& sink) {
  const auto& model = c.lowered.model;
  if (model.edges.size() <= limits.edges || !model.cluster.valid()) return;
  sink.report(catalog::too_many_edges, model[model.cluster].span, model.edges.size(), limits.edges)
      .with_hint("`--limit edges=N` allows more, if that is meant");
}

void check_output(const Compilation& c, const Limits& limits, Sink& sink) {
  std::size_t bytes = 0;
  for (const auto& [path, file] : c.tree.artifacts) bytes += file.bytes.size();
  const auto& model = c.lowered.model;
  if (bytes <= limits.output || !model.cluster.valid()) return;
  sink.report(catalog::tree_too_large, model[model.cluster].span, bytes, limits.output)
      .with_hint("`--limit output=N` allows more, if that is meant");
}

/// Phases 5 to 7.
void check_and_emit(Compilation& c, Phase last, const Limits& limits, Sink& sink, const Watch& ended) {
  for (const auto id : analysis::check(c.lowered.model, sink)) c.lowered.model.declarations[id].sound = false;
  if (!sink.has_errors()) rules::check(c.lowered.model, sink);
  ended("check");
  const auto before = sink.errors();
  check_edges(c, limits, sink);
  c.graph = graph::build(c.lowered.model, sink);
  const bool circles = sink.errors() > before;
  ended("graph");
  if (last <= Phase::graph || circles) return;
  if (sink.has_errors()) {
    image::check(c.lowered.model, c.sources, sink);
    backend::check(c.lowered.model, sink);
    ended("check what would be emitted");
    return;
  }

  c.images = image::build_contexts(c.lowered.model, c.graph, c.sources, sink);
  c.tree = backend::emit({c.lowered.model, c.graph, c.images, c.sources}, sink);
  c.tree.name = c.lowered.tree;
  check_output(c, limits, sink);
  if (!sink.has_errors()) report_unused_allowances(sink);
  ended("emit");
}

}  // namespace

Compilation compile(const Inputs& inputs, Phase last, Sink& sink, const Watch& watch, const Finish& finish) {
  const auto ended = [&](std::string_view phase) {
    if (watch) watch(phase);
  };
  Compilation c;
  c.program = analysis::load(inputs.entry, inputs.project, inputs.standard, c.sources, sink, inputs.limits);
  ended("read, parse, load");
  if (last <= Phase::program || c.program.files.empty()) return c;

  c.lock = read_lock(inputs, c.sources, sink);
  analysis::Session session(c.program, inputs.choices, c.lock, inputs.project, inputs.standard, c.sources,
                            sink, inputs.limits);
  c.lowered = session.lower();
  report_expired_allowances(sink);
  ended("resolve, lower");
  check_and_emit(c, last, inputs.limits, sink, ended);
  if (finish && c.lowered.model.cluster.valid()) finish(session, c);  // else there is nothing to ask
  return c;
}

std::optional<Phase> find_phase(std::string_view name) {
  const auto found =
      std::find_if(names.begin(), names.end(), [&](const auto& row) { return row.name == name; });
  if (found == names.end()) return std::nullopt;
  return found->phase;
}

std::vector<std::string> phase_names() {
  std::vector<std::string> result;
  for (const auto& row : names) result.emplace_back(row.name);
  return result;
}

std::string print(const Compilation& c, Phase phase) {
  std::string text;
  switch (phase) {
    case Phase::ast:
      for (const auto& file : c.program.files) text += syntax::dump(file);
      return text;
    case Phase::program:
      return analysis::dump(c.program, c.sources);
    case Phase::model:
      return analysis::dump(c.lowered.model);
    case Phase::graph:
      return graph::dump(c.lowered.model, c.graph);
    case Phase::artifacts:
      return artifact::dump(c.tree, c.sources);
  }
  return text;
}

const ReadFiles& standard_library() {
  static const MemoryFileSystem files = [] {
    MemoryFileSystem library;
    for (const auto& file : embedded::standard_library)
      library.add(std::string(file.path), std::string(file.bytes), file.executable);
    return library;
  }();
  return files;
}

}  // namespace herdc::driver
