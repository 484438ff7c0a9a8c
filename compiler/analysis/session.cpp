#include "compiler/analysis/session.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/analysis/clusters.h"
#include "compiler/analysis/layers.h"
#include "compiler/analysis/requirements.h"

namespace herdc::analysis {

using model::Model;
using schema::Shape;

namespace {

/// Without a name, perhaps, or with a mistake that is reported.
bool is_cluster_written(const Program& program) {
  const auto is_cluster = [](const ast::Item& item) {
    const auto* block = std::get_if<ast::Block>(&item.node);
    return block != nullptr && block->kind.text == schema::info(Shape::cluster).name;
  };
  return std::any_of(program.files.begin(), program.files.end(), [&](const ast::File& file) {
    return std::any_of(file.items.begin(), file.items.end(), is_cluster);
  });
}

/// One owns everything that stands at the top level; several own what stands in them.
void check_clusters(const Outline& outline, const Program& program, Sink& sink) {
  const auto& declarations = outline.project->declarations;
  const auto count = std::count_if(declarations.begin(), declarations.end(),
                                   [](const auto* b) { return b->kind == Shape::cluster; });
  if (count > 1) refuse_homeless(outline, sink);
  if (count > 0 || program.broken || program.files.empty() || is_cluster_written(program)) return;
  sink.report(catalog::no_cluster, Span{program.files.front().id, 0, 0})
      .with_hint("`cluster NAME { domain = \"prod.example.com\" }` owns everything else in the project");
}

void pin_bases(Model& model, const Lock& lock, Sink& sink) {
  if (!lock.usable) return;
  for (const auto id : model.of_kind(Shape::base)) {
    const auto& base = model[id];
    if (model::find_text(base, schema::field::base::repository) == nullptr ||
        model::find_text(base, schema::field::base::tag) == nullptr)
      continue;
    const auto name = lock_name(base);
    if (const auto digest = lock.bases.find(name); digest != lock.bases.end()) {
      model.base_digests[id] = digest->second;
      continue;
    }
    sink.report(catalog::unpinned_base, base.span, base.path, name)
        .with_hint("`herdc lock` asks the registry for it and writes herd.lock; check that in");
  }
}

/// Vendored code is what herd.lock says, or nothing is written.
void refuse_changed_packages(const Program& program, const Lock& lock, Sink& sink) {
  if (!lock.usable) return;
  for (const auto& [root, package] : program.packages) {
    if (package.inner) continue;
    const auto known = lock.packages.find(root);
    if (known != lock.packages.end() && known->second != package.digest)
      sink.report(catalog::changed_package, package.use, root)
          .with_label(fmt::format("it is {} now, and herd.lock says {}", package.digest.substr(0, 19),
                                  known->second.substr(0, 19)))
          .with_hint(fmt::format("look at what changed in it; `herdc lock --refresh {}` accepts that", root));
  }
}

/// When nothing else is wrong: a package that is being written need not be recorded at each step.
void refuse_unlocked_packages(const Program& program, const Lock& lock, Sink& sink) {
  if (!lock.usable || sink.has_errors()) return;
  for (const auto& [root, package] : program.packages)
    if (!package.inner && !lock.packages.contains(root))
      sink.report(catalog::unlocked_package, package.use, root)
          .with_hint("read it, then `herdc lock` records its digest in herd.lock; check both in");
}

}  // namespace

Session::Session(const Program& program, const Choices& choices, const Lock& lock, const ReadFiles& project,
                 const ReadFiles& standard, SourceMap& sources, Sink& sink, const Limits& limits)
    : program_(program),
      choices_(choices),
      lock_(lock),
      sources_(sources),
      sink_(sink),
      outline_(outline(program, sink)),
      evaluator_(outline_, lock_, project, standard, sources, limits, sink) {}

Lowered Session::lower() {
  link(outline_, sink_);
  const bool chosen = choose(outline_, choices_, sources_, sink_);
  resolve(outline_, sink_);
  check_clusters(outline_, program_, sink_);
  refuse_changed_packages(program_, lock_, sink_);
  if (!chosen) return {{}, lock_, {}};
  evaluator_.instantiate();
  const auto count = evaluator_.entities().size();
  evaluator_.check_unused_components();
  evaluator_.evaluate_unread();
  Lowered result{build_model(evaluator_, count, outline_, sink_), lock_, {}};
  refuse_unlocked_packages(program_, lock_, sink_);
  pin_bases(result.model, lock_, sink_);
  if (!result.model.cluster.valid()) return result;
  if (evaluator_.clusters().size() > 1) {
    refuse_other_clusters(result.model, evaluator_, sink_);
    add_views(result);
    return result;
  }
  result.tree = tree_name(result.model[result.model.cluster].name, outline_.environment_name());
  for (const auto& [service, numbers] : result.model.ordinals)
    result.lock.ordinals[result.tree][service] = numbers;
  return result;
}

void Session::add_views(Lowered& lowered) const {
  for (const auto cluster : evaluator_.clusters()) {
    lowered.views.push_back({cluster_view(lowered.model, cluster, evaluator_),
                             tree_name(lowered.model[cluster].name, outline_.environment_name())});
    const auto& view = lowered.views.back();
    for (const auto& [service, numbers] : view.model.ordinals)
      lowered.lock.ordinals[view.tree][service] = numbers;
  }
  std::sort(lowered.views.begin(), lowered.views.end(),
            [](const auto& a, const auto& b) { return a.tree < b.tree; });
}

std::vector<diagnostics::Diagnostic> Session::run(const TestBlock& test, const Model& model,
                                                  const Emitted& emitted) {
  evaluator_.show(emitted);
  return run_test(evaluator_, outline_, test, model, sink_);
}

Result<std::string> Session::layers(std::string_view words, const Model& model) {
  return print_layers(evaluator_, outline_, model, sources_, sink_, words);
}

Lowered lower(const Program& program, const Choices& choices, const Lock& lock, const ReadFiles& project,
              const ReadFiles& standard, SourceMap& sources, Sink& sink, const Limits& limits) {
  return Session(program, choices, lock, project, standard, sources, sink, limits).lower();
}

}  // namespace herdc::analysis
