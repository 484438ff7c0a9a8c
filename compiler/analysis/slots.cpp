#include <fmt/format.h>

#include <algorithm>

#include "compiler/analysis/evaluator.h"
#include "compiler/analysis/instances.h"
#include "compiler/analysis/per_host.h"

namespace herdc::analysis {

using schema::Shape;

Evaluator::Evaluator(const Outline& outline, const Lock& lock, const ReadFiles& project,
                     const ReadFiles& standard, SourceMap& sources, Limits limits, Sink& sink)
    : outline_(outline),
      lock_(lock),
      project_(project),
      standard_(standard),
      sources_(sources),
      limits_(limits),
      sink_(sink) {}

/// First for no host in particular; only when that turns out to read `host`, once for the host at hand.
Maybe Evaluator::slot(SlotKey key, std::string name, Span place, const std::function<Maybe()>& compute) {
  const HostId bound = context_.host;
  Slot* state = &slots_[key];
  context_.host = {};
  run(*state, name, place, compute);
  context_.host = bound;
  if (state->varies) {
    if (!bound.valid()) {
      if (context_.slot != nullptr) context_.slot->varies = true;
      return std::nullopt;
    }
    key.host = bound;
    state = &slots_[key];
    run(*state, std::move(name), place, compute);
  }
  if (context_.slot != nullptr && context_.slot != state) pass_on(state->reads);
  return state->value;
}

/// Who reads a value depends on what that was made from.
void Evaluator::pass_on(const std::vector<Read>& reads) {
  for (auto read : reads) {
    read.unordered |= context_.unordered;
    context_.slot->reads.push_back(read);
  }
}

/// What another declaration's value was made from in turn is that one's own business, but for the services
/// and machines among it: a value of theirs has come here by way of it.
void Evaluator::pass_on_order(const std::vector<Read>& reads) {
  if (context_.slot == nullptr) return;
  for (auto read : reads) {
    if (!read.target.valid()) continue;
    const auto kind = entity(read.target).blueprint->kind;
    if (!schema::hosts_field(kind)) continue;
    read.unordered |= context_.unordered;
    context_.slot->reads.push_back(read);
  }
}

void Evaluator::run(Slot& state, std::string name, Span place, const std::function<Maybe()>& compute) {
  if (state.state == Slot::State::done) return;
  if (state.state == Slot::State::active) return report_cycle(state, place);
  state.state = Slot::State::active;
  active_.push_back({&state, std::move(name), place});
  const Context outer = context_;
  context_.slot = &state;
  context_.trace = nullptr;
  context_.unordered = false;  // the value is everybody's; only this reader does not wait
  state.value = compute();
  context_ = outer;
  active_.pop_back();
  state.state = Slot::State::done;
  if (state.varies) state.value = std::nullopt;
}

void Evaluator::report_cycle(const Slot& state, Span place) {
  auto step = std::find_if(active_.begin(), active_.end(), [&](const Active& a) { return a.slot == &state; });
  auto& diagnostic = sink_.report(catalog::value_cycle, place, step->name);
  for (auto next = step + 1; next != active_.end(); ++step, ++next)
    diagnostic.with_note(next->span, fmt::format("`{}` reads `{}` here", step->name, next->name));
  diagnostic.with_note(place, fmt::format("`{}` reads `{}` again", active_.back().name,
                                          std::find_if(active_.begin(), active_.end(), [&](const Active& a) {
                                            return a.slot == &state;
                                          })->name));
  const auto& name = active_.back().name;
  const auto dot = name.find('.');
  const auto module = outline_.standard.find(name.substr(0, dot));
  const bool offered = dot != std::string::npos && module != outline_.standard.end() &&
                       module->second->names.contains(name.substr(dot + 1));
  if (offered && &state == active_.back().slot)
    diagnostic.with_hint(fmt::format("what the standard library offers is called `std.{}`", name));
}

DeclId Evaluator::host_domain_of(DeclId id) const {
  for (; id.valid(); id = entity(id).owner) {
    const auto kind = entity(id).blueprint->kind;
    if (kind == Shape::service || schema::defines_hosts(kind)) return id;
  }
  return {};
}

/// A port whose address differs from host to host is still one port, which a route may lead to.
Maybe Evaluator::port_of_all_hosts(DeclId domain, const std::function<Maybe()>& read) {
  std::vector<std::pair<HostId, Value>> values;
  for (const auto host : hosts_of(domain)) {
    context_.host = host;
    auto value = read();
    const auto* record = value ? value->get<model::Record>() : nullptr;
    if (record == nullptr || record->shape != Shape::port) return std::nullopt;
    values.emplace_back(host, std::move(*value));
  }
  return values.empty() ? Maybe{} : zip(values);
}

/// Reads something of another declaration, whose values may differ over hosts that are not ours.
Maybe Evaluator::outside(DeclId target, Span place, std::string_view what, const Frame& frame,
                         const std::function<Maybe()>& read) {
  const Context outer = context_;
  const DeclId domain = host_domain_of(target);
  const bool same_hosts = domain == outer.host_domain;
  Slot watch;
  context_.slot = &watch;
  context_.unordered = false;
  if (!same_hosts) {
    context_.host_domain = domain;
    context_.host = outer.foreign;
    context_.foreign = {};
  }
  auto value = read();
  if (watch.varies && !same_hosts) value = port_of_all_hosts(domain, read);
  context_ = outer;
  pass_on_order(watch.reads);
  if (!watch.varies || (value && !same_hosts)) return value;
  if (same_hosts) {
    if (context_.slot != nullptr) context_.slot->varies = true;
    return value;
  }
  report(frame, catalog::varies_outside, place, what, "another declaration")
      .with_hint(fmt::format("`at({}, \"HOST\")` reads the value of one host", what));
  return std::nullopt;
}

void Evaluator::record_read(DeclId target, Span place) {
  if (context_.slot != nullptr) context_.slot->reads.push_back({target, context_.unordered, place});
}

bool Evaluator::spend_step(Span place) {
  if (exhausted_) return false;
  if (++steps_ > limits_.steps) over_budget(place, fmt::format("{} steps", limits_.steps), "steps");
  if (depth_ > limits_.depth)
    over_budget(place, fmt::format("{} expressions inside each other", limits_.depth), "depth");
  return !exhausted_;
}

bool Evaluator::spend_bytes(std::size_t bytes, Span place) {
  bytes_ += bytes;
  if (!exhausted_ && bytes_ > limits_.bytes)
    over_budget(place, fmt::format("{} bytes of values", limits_.bytes), "bytes");
  return !exhausted_;
}

Maybe Evaluator::charged(Maybe value, Span place) {
  const auto* text = value ? value->get<std::string>() : nullptr;
  if (text != nullptr && !spend_bytes(text->size(), place)) return std::nullopt;
  return value;
}

/// Said once; everything after it is silent.
void Evaluator::over_budget(Span place, std::string_view what, std::string_view limit) {
  if (!exhausted_)
    sink_.report(catalog::over_budget, place, what)
        .with_hint(fmt::format("`--limit {}=N` allows more, if that is meant", limit));
  exhausted_ = true;
}

void Evaluator::note_instance(const Frame& frame, diagnostics::Diagnostic& diagnostic) const {
  DeclId id = frame.entity;
  for (const auto* at = frame.blueprint; at != nullptr && id.valid(); at = at->parent) {
    const auto& around = entity(id);
    if (at->is_component() && around.blueprint != at)
      diagnostic.with_note(around.blueprint->name.span, made_from_note(title_of(id)));
    if (at->role == Blueprint::Role::change)
      diagnostic.with_note(around.blueprint->name.span,
                           fmt::format("needed for {}, which is changed", title_of(id)));
    const auto layer = std::find_if(around.layers.begin(), around.layers.end(),
                                    [&](const Layer& l) { return l.blueprint == at; });
    id = layer == around.layers.end() ? DeclId{} : layer->context;
  }
}

std::string Evaluator::title_of(DeclId id) const {
  return fmt::format("{} `{}`", schema::info(entity(id).blueprint->kind).name, entity(id).path);
}

std::vector<Read> Evaluator::reads_of(DeclId id, schema::FieldId field) const {
  std::vector<Read> reads;
  const SlotKey first{id, &schema::info(field), "", HostId{0}};
  for (auto slot = slots_.lower_bound(first);
       slot != slots_.end() && slot->first.entity == id && slot->first.what == first.what; ++slot)
    std::copy_if(slot->second.reads.begin(), slot->second.reads.end(), std::back_inserter(reads),
                 [](const Read& read) { return read.target.valid(); });
  return reads;
}

std::map<std::string, Span> Evaluator::number_readings(DeclId id, schema::FieldId field) const {
  std::map<std::string, Span> found;
  const SlotKey first{id, &schema::info(field), "", HostId{0}};
  for (auto slot = slots_.lower_bound(first);
       slot != slots_.end() && slot->first.entity == id && slot->first.what == first.what; ++slot)
    for (const auto& read : slot->second.reads)
      if (!read.target.valid() && !slot->first.entry.empty()) found.emplace(slot->first.entry, read.span);
  return found;
}

}  // namespace herdc::analysis
