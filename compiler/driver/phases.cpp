#include "compiler/driver/phases.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "compiler/analysis/check.h"
#include "compiler/analysis/instances.h"
#include "compiler/analysis/session.h"
#include "compiler/backend/registry.h"
#include "compiler/base/memory_file_system.h"
#include "compiler/base/text.h"
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
    return {.usable = false};
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

void check_edges(const model::Model& model, const Limits& limits, Sink& sink) {
  if (model.edges.size() <= limits.edges || !model.cluster.valid()) return;
  sink.report(catalog::too_many_edges, model[model.cluster].span, model.edges.size(), limits.edges)
      .with_hint("`--limit edges=N` allows more, if that is meant");
}

void check_output(const model::Model& model, const artifact::Tree& tree, const Limits& limits, Sink& sink) {
  std::size_t bytes = 0;
  for (const auto& [path, file] : tree.artifacts) bytes += file.bytes.size();
  if (bytes <= limits.output || !model.cluster.valid()) return;
  sink.report(catalog::tree_too_large, model[model.cluster].span, bytes, limits.output)
      .with_hint("`--limit output=N` allows more, if that is meant");
}

/// Phases 5 to 7 of one cluster.
struct Emission {
  model::Model& model;
  const std::string& tree_name;
  graph::DependencyGraph& graph;
  image::Contexts& images;
  artifact::Tree& tree;
};

void check_and_emit(Emission e, const SourceMap& sources, Phase last, const Limits& limits, Sink& sink,
                    const Watch& ended) {
  for (const auto id : analysis::check(e.model, sink)) e.model.declarations[id].sound = false;
  if (!sink.has_errors()) rules::check(e.model, sink);
  ended("check");
  const auto before = sink.errors();
  check_edges(e.model, limits, sink);
  e.graph = graph::build(e.model, sink);
  const bool circles = sink.errors() > before;
  ended("graph");
  if (last <= Phase::graph || circles) return;
  if (sink.has_errors()) {
    image::check(e.model, sources, sink);
    backend::check(e.model, sink);
    ended("check what would be emitted");
    return;
  }
  e.images = image::build_contexts(e.model, e.graph, sources, sink);
  e.tree = backend::emit({e.model, e.graph, e.images, sources}, sink);
  e.tree.name = e.tree_name;
  check_output(e.model, e.tree, limits, sink);
  ended("emit");
}

void check_and_name(Emission e, const SourceMap& sources, Phase last, const Limits& limits, Sink& sink,
                    const Watch& ended) {
  const auto mark = sink.mark();
  check_and_emit(e, sources, last, limits, sink, ended);
  analysis::name_instances({e.model.declarations.begin(), e.model.declarations.end()}, mark, sink);
}

/// The one cluster, or each of several.
void check_and_emit(Compilation& c, Phase last, const Limits& limits, Sink& sink, const Watch& ended) {
  if (c.lowered.views.empty())
    check_and_name({c.lowered.model, c.lowered.tree, c.graph, c.images, c.tree}, c.sources, last, limits,
                   sink, ended);
  for (auto& view : c.lowered.views) {
    auto& part = c.parts.emplace_back();
    part.model = std::move(view.model);
    part.tree.name = view.tree;
    check_and_name({part.model, view.tree, part.graph, part.images, part.tree}, c.sources, last, limits, sink,
                   ended);
  }
  if (last > Phase::graph && !sink.has_errors()) report_unused_allowances(sink);
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

std::vector<Output> outputs(const Compilation& c) {
  if (c.parts.empty()) return {{c.lowered.model, c.tree}};
  std::vector<Output> all;
  for (const auto& part : c.parts) all.push_back({part.model, part.tree});
  return all;
}

namespace {

std::string graphs(const Compilation& c) {
  if (c.parts.empty()) return graph::dump(c.lowered.model, c.graph);
  std::string text;
  for (const auto& part : c.parts)
    text += fmt::format("cluster {}\n{}", part.tree.name, graph::dump(part.model, part.graph));
  return text;
}

/// Of several trees, each line begins with the tree's name, as the path on the disk does.
std::string artifacts(const Compilation& c) {
  if (c.parts.empty()) return artifact::dump(c.tree, c.sources);
  std::string text;
  for (const auto& part : c.parts)
    for (const auto& line : split(artifact::dump(part.tree, c.sources), "\n"))
      if (!line.empty()) text += fmt::format("{}/{}\n", part.tree.name, line);
  return text;
}

}  // namespace

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
      return graphs(c);
    case Phase::artifacts:
      return artifacts(c);
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
