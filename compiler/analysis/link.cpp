#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "compiler/analysis/components.h"
#include "compiler/analysis/outline.h"
#include "compiler/analysis/targets.h"

namespace herdc::analysis {
namespace {

void attach_component(const Outline& outline, Blueprint& blueprint, Sink& sink) {
  if (blueprint.from == nullptr) return;
  blueprint.component = find_component(outline, *blueprint.home, *blueprint.from, blueprint.kind, sink);
  if (blueprint.component == nullptr) blueprint.broken = true;
}

/// Looks for a component that is made from itself, or owns something that is.
class CycleFinder {
 public:
  explicit CycleFinder(Sink& sink) : sink_(sink) {}

  void search(Blueprint& component) {
    enter(component);
    while (!path_.empty()) {
      auto& [at, uses, next] = path_.back();
      if (next == uses.size()) {
        done_.insert(at);
        path_.pop_back();
        continue;
      }
      Blueprint& use = *uses[next++];
      if (use.component != nullptr && is_open(*use.component))
        refuse(use);
      else if (use.component != nullptr)
        enter(const_cast<Blueprint&>(*use.component));
    }
  }

 private:
  struct Step {
    const Blueprint* component;
    std::vector<Blueprint*> uses;  ///< itself and what it owns, where that is made from something
    std::size_t next = 0;
  };

  void enter(Blueprint& component) {
    if (done_.contains(&component)) return;
    Step step{&component, {}};
    std::vector<Blueprint*> open{&component};
    while (!open.empty()) {
      auto* at = open.back();
      open.pop_back();
      if (at->component != nullptr) step.uses.push_back(at);
      for (const auto* owned : at->owned) open.push_back(const_cast<Blueprint*>(owned));
      open.insert(open.end(), at->changes.begin(), at->changes.end());
    }
    path_.push_back(std::move(step));
  }

  bool is_open(const Blueprint& component) const {
    return std::any_of(path_.begin(), path_.end(), [&](const Step& s) { return s.component == &component; });
  }

  /// Without that `from`, the rest can be looked at.
  void refuse(Blueprint& use) {
    auto& diagnostic = sink_.report(catalog::component_cycle, use.from->span, use.component->name.text);
    auto step =
        std::find_if(path_.begin(), path_.end(), [&](const Step& s) { return s.component == use.component; });
    for (; step + 1 != path_.end(); ++step) {
      const auto& from = *step->uses[step->next - 1];
      diagnostic.with_note(from.from->span, fmt::format("`{}` needs `{}` here", step->component->name.text,
                                                        from.component->name.text));
    }
    diagnostic.with_hint("what both share can be a component of its own, that each is made from");
    use.component = nullptr;
    use.broken = true;
  }

  Sink& sink_;
  std::vector<Step> path_;
  std::set<const Blueprint*> done_;
};

void refuse_cycles(Home& home, Sink& sink) {
  CycleFinder cycles(sink);
  for (auto& blueprint : home.blueprints)
    if (blueprint.is_component()) cycles.search(blueprint);
}

/// A name of the chain means one thing: params and owned blocks of a base are those of what is made from it.
void refuse_taken_names(const Blueprint& component, Sink& sink) {
  for (const auto& [name, entry] : component.names) {
    if (entry.kind == NameEntry::Kind::let) continue;
    for (const auto kind : {NameEntry::Kind::param, NameEntry::Kind::declaration})
      if (const auto* below = find_below(component, name, kind))
        sink.report(catalog::duplicate_name, entry.span, name)
            .with_note(below->span, fmt::format("`{}` is made from a component that declares it here",
                                                component.name.text));
  }
}

/// Bodies of changes are looked into as their targets are found, and may hold changes again.
void link_changes(const Outline& outline, Home& home, Sink& sink) {
  for (std::size_t i = 0; i < home.blueprints.size(); ++i) {
    auto& blueprint = home.blueprints[i];
    for (auto& removal : blueprint.removals) find_removed(removal, blueprint, sink);
    for (auto* change : blueprint.changes) {
      if (!find_changed(*change, blueprint, sink)) continue;
      const auto known = home.blueprints.size();
      outline_change(*change, sink);
      for (auto added = known; added < home.blueprints.size(); ++added)
        attach_component(outline, home.blueprints[added], sink);
    }
  }
}

void link_home(const Outline& outline, Home& home, Sink& sink) {
  for (auto& blueprint : home.blueprints) attach_component(outline, blueprint, sink);
  refuse_cycles(home, sink);
  for (const auto& blueprint : home.blueprints)
    if (blueprint.is_component()) refuse_taken_names(blueprint, sink);
  link_changes(outline, home, sink);
  refuse_cycles(home, sink);  // with what changes add
}

}  // namespace

void link(Outline& outline, Sink& sink) {
  for (const auto& [module, home] : outline.standard) link_home(outline, *home, sink);
  for (const auto& [root, home] : outline.packages) link_home(outline, *home, sink);
  link_home(outline, *outline.project, sink);
}

std::vector<const Blueprint*> chain_of(const Blueprint& blueprint) {
  std::vector<const Blueprint*> chain;
  for (const auto* at = blueprint.below(); at != nullptr; at = at->component) chain.push_back(at);
  std::reverse(chain.begin(), chain.end());
  return chain;
}

const NameEntry* find_below(const Blueprint& blueprint, std::string_view name, NameEntry::Kind kind) {
  for (const auto* at = blueprint.below(); at != nullptr; at = at->component)
    if (const auto found = at->names.find(name); found != at->names.end() && found->second.kind == kind)
      return &found->second;
  return nullptr;
}

}  // namespace herdc::analysis
