#include <fmt/format.h>

#include <algorithm>

#include "compiler/analysis/components.h"
#include "compiler/analysis/evaluator.h"
#include "compiler/analysis/types.h"

namespace herdc::analysis {
namespace {

/// The declaration around a body whose scope encloses `blueprint`'s.
DeclId context_of(const Entity& entity, const Blueprint& blueprint) {
  const auto layer = std::find_if(entity.layers.begin(), entity.layers.end(),
                                  [&](const Layer& l) { return l.blueprint == &blueprint; });
  return layer == entity.layers.end() ? DeclId{} : layer->context;
}

const Value* loop_variable(const Entity& entity, std::string_view name) {
  for (const auto& [variable, value] : entity.loop)
    if (variable == name) return &value;
  return nullptr;
}

}  // namespace

/// Outwards: comprehension variables, then each enclosing block, then the files, then the roots.
Maybe Evaluator::look_up(const std::string& name, Span place, const Frame& frame) {
  for (const auto* local = frame.locals; local != nullptr; local = local->outer)
    if (local->name == name) return *local->value;
  DeclId id = frame.entity;
  for (const auto* at = frame.blueprint; at != nullptr && id.valid(); at = at->parent) {
    const auto& around = entity(id);
    if (around.blueprint == at)
      if (const auto* value = loop_variable(around, name)) return *value;
    if (const auto found = at->names.find(name); found != at->names.end())
      return named(found->second, name, id, *at->home, at, place, frame);
    id = context_of(around, *at);
  }
  if (frame.home != nullptr)
    if (const auto found = frame.home->names.find(name); found != frame.home->names.end())
      return named(found->second, name, {}, *frame.home, nullptr, place, frame);
  return root(name, place, frame);
}

Maybe Evaluator::named(const NameEntry& entry, const std::string& name, DeclId id, const Home& home,
                       const Blueprint* blueprint, Span place, const Frame& frame) {
  switch (entry.kind) {
    case NameEntry::Kind::let:
      return let(*entry.let, {&home, blueprint, id, nullptr}, place);
    case NameEntry::Kind::param:
      return param(*entry.param, {&home, blueprint, id, nullptr}, place);
    case NameEntry::Kind::component:
      report(frame, catalog::not_a_value, place, fmt::format("the component `{}`", name))
          .with_hint(fmt::format("`{} NAME from {} {{ … }}` makes one",
                                 schema::info(entry.blueprint->kind).name, path_of(*entry.blueprint)));
      return std::nullopt;
    case NameEntry::Kind::environment:
      report(frame, catalog::not_a_value, place, fmt::format("the environment `{}`", name))
          .with_hint("`environment.name` is the name of the chosen one");
      return std::nullopt;
    case NameEntry::Kind::package:
      report(frame, catalog::not_a_value, place, fmt::format("the package `{}`", name))
          .with_hint(fmt::format("`{}.NAME` is what it offers", name));
      return std::nullopt;
    case NameEntry::Kind::broken:
      return std::nullopt;
    case NameEntry::Kind::declaration:
      break;
  }
  auto* member = find_member(id, home, name);
  return member == nullptr ? std::nullopt : member_value(*member, place, frame);
}

/// A header may ask before they are made.
bool Evaluator::settle_clusters(Span place) {
  const auto& declarations = outline_.project->declarations;
  return std::all_of(declarations.begin(), declarations.end(), [&](const Blueprint* blueprint) {
    return blueprint->kind != schema::Shape::cluster ||
           settle(top_[outline_.project.get()].at(blueprint->name.text), place);
  });
}

Maybe Evaluator::own_cluster(Span place, const Frame& frame) {
  if (context_.header && !settle_clusters(place)) return std::nullopt;
  const auto cluster = cluster_around(frame.entity);
  if (cluster.valid()) return Value{cluster, place};
  if (clusters_.size() > 1)
    report(frame, catalog::which_cluster, place)
        .with_hint("this stands beside the clusters; name one of them, or move it into one");
  return std::nullopt;  // there is none, which is reported
}

Maybe Evaluator::root(const std::string& name, Span place, const Frame& frame) {
  if (name == "self" && frame.entity.valid()) return Value{frame.entity, place};
  if (name == "cluster") return own_cluster(place, frame);
  if (name == "host") return bound_host(place, frame);
  if (name == "std" || name == "environment") {
    report(frame, catalog::not_a_value, place, fmt::format("`{}` alone", name))
        .with_hint(name == "std" ? "write `std.MODULE.NAME`, such as `std.zookeeper.image`"
                                 : "write `environment.name`");
  }
  return std::nullopt;  // otherwise an unknown name, reported by resolve
}

Maybe Evaluator::bound_host(Span place, const Frame& frame) {
  if (!context_.host_domain.valid()) {
    report(frame, catalog::no_host_here, place)
        .with_hint(
            "it is the machine at hand in the fields of `service`, `machines` and `slaves`; a task of an "
            "app finds its own in the variables HOST and PORT0");
    return std::nullopt;
  }
  if (context_.host.valid()) return Value{context_.host, place};
  if (context_.slot != nullptr) context_.slot->varies = true;
  return std::nullopt;
}

Member* Evaluator::find_member(DeclId id, const Home& home, std::string_view name) {
  if (!id.valid()) {
    const auto members = top_.find(&home);
    if (members == top_.end()) return nullptr;
    const auto found = members->second.find(std::string(name));
    return found == members->second.end() ? nullptr : &found->second;
  }
  auto& members = entities_[id.index].members;
  const auto found = members.find(std::string(name));
  return found == members.end() ? nullptr : &found->second;
}

Maybe Evaluator::member_value(Member& member, Span place, const Frame& frame) {
  if (!settle(member, place)) return std::nullopt;
  if (member.removed.known()) {
    report(frame, catalog::removed_block, place, member.blueprint->name.text)
        .with_note(member.removed, "it is removed here");
    return std::nullopt;
  }
  if (member.broken) return std::nullopt;
  if (member.collection) {
    model::Map elements;
    for (const auto& [key, id] : member.elements) elements[key] = Value{id, place};
    return model::make_shared_value(std::move(elements), place);
  }
  if (member.single.valid()) return Value{member.single, place};
  report(frame, catalog::absent_block, place, member.blueprint->name.text)
      .with_note(member.blueprint->block->condition ? member.blueprint->block->condition->span
                                                    : member.blueprint->name.span,
                 "this is false")
      .with_hint(fmt::format("`exists({})` says whether it is there", member.blueprint->name.text));
  return std::nullopt;
}

Maybe Evaluator::let(const ast::Binding& binding, const Frame& frame, Span place) {
  return slot({frame.entity, &binding, "", {}}, binding.name.text, place, [&] {
    if (!frame.entity.valid()) context_.host_domain = {};
    return evaluate(binding.value, frame);
  });
}

/// Highest layer that gives it, else the default that the component or the project writes.
Maybe Evaluator::param(const ast::Param& param, const Frame& frame, Span place) {
  return slot({frame.entity, &param, "", {}}, param.name.text, place, [&]() -> Maybe {
    const auto type = type_of(param.type, outline_, *frame.home, sink_);
    if (!type) return std::nullopt;
    context_.resolve_hosts = false;
    Value current;
    const auto writes =
        frame.entity.valid() ? writes_of(frame.entity, param.name.text) : project_writes(param.name.text);
    const auto there = holding(writes);
    if (!there || !refuse_repeated(*there)) return std::nullopt;
    for (const auto& write : *there) {
      auto next = apply(*type, param.name.text, current, write);
      if (!next) return std::nullopt;
      current = std::move(*next);
    }
    if (!current.is_none()) return current;
    if (param.fallback)
      return apply(*type, param.name.text, {}, {Write::Kind::set, &*param.fallback, nullptr, frame});
    report_missing(param, frame, place);
    return std::nullopt;
  });
}

void Evaluator::evaluate_params(DeclId id) {
  context_ = {};
  context_.host_domain = host_domain_of(id);
  Slot watch;
  const Leave leave{context_};
  context_.slot = &watch;
  for (const auto& layer : entity(id).layers)
    for (const auto& [name, entry] : layer.blueprint->names)
      if (entry.param != nullptr)
        param(*entry.param, {layer.blueprint->home, layer.blueprint, id, nullptr}, entry.span);
}

void Evaluator::report_missing(const ast::Param& param, const Frame& frame, Span place) {
  if (!frame.entity.valid()) {
    sink_.report(catalog::missing_parameter, param.name.span, "the project", param.name.text)
        .with_hint(outline_.environment != nullptr
                       ? fmt::format("say `{} = …` in the environment `{}`, or give it a default",
                                     param.name.text, outline_.environment->name.text)
                       : "give it a default: `= VALUE`");
    return;
  }
  const auto& instance = *entity(frame.entity).blueprint;
  if (instance.is_component()) return;  // only tried
  (void)place;
  sink_.report(catalog::missing_parameter, instance.name.span, title_of(frame.entity), param.name.text)
      .with_note(param.name.span, "the component declares it here, without a default")
      .with_hint(fmt::format("write `{} = …` in the block", param.name.text));
}

}  // namespace herdc::analysis
