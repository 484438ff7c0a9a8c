#include "compiler/analysis/targets.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/analysis/scope.h"
#include "compiler/analysis/wording.h"
#include "compiler/base/spelling.h"

namespace herdc::analysis {
namespace {

using Kind = NameEntry::Kind;

/// Declarations that may be named first in `body`: all of the project in an environment, else what lies
/// below.
const NameEntry* first_of(const Blueprint& body, std::string_view name) {
  if (body.role != Blueprint::Role::environment) return find_below(body, name, Kind::declaration);
  const auto found = body.home->names.find(name);
  return found != body.home->names.end() && found->second.kind == Kind::declaration ? &found->second
                                                                                    : nullptr;
}

const NameEntry* owned_of(const Blueprint& owner, std::string_view name) {
  const auto found = owner.names.find(name);
  if (found != owner.names.end() && found->second.kind == Kind::declaration) return &found->second;
  return find_below(owner, name, Kind::declaration);
}

void add_declared(const Names& names, std::vector<std::string>& found) {
  for (const auto& [name, entry] : names)
    if (entry.kind == Kind::declaration) found.push_back(name);
}

/// For suggestions.
std::vector<std::string> names_in(const Blueprint& body) {
  std::vector<std::string> names;
  if (body.role == Blueprint::Role::environment) add_declared(body.home->names, names);
  for (const auto* below : chain_of(body)) add_declared(below->names, names);
  return names;
}
std::vector<std::string> names_owned_by(const Blueprint& owner) {
  std::vector<std::string> names;
  add_declared(owner.names, names);
  for (const auto* below : chain_of(owner)) add_declared(below->names, names);
  return names;
}

/// Walks along a path of declarations.
class TargetFinder {
 public:
  TargetFinder(const Blueprint& body, std::string_view verb, Sink& sink)
      : body_(body), verb_(verb), sink_(sink) {}

  bool find(const ast::Path& path, Target& target) {
    const auto* entry = first_of(body_, path.first.text);
    if (entry == nullptr) return missing(path.first, names_in(body_));
    if (!enter(*entry, path.first, target)) return false;
    for (const auto& step : path.steps)
      if (!follow(step, target)) return false;
    return true;
  }

 private:
  bool follow(const ast::Step& step, Target& target) {
    const auto& at = *target.blueprint;
    if (const auto* name = std::get_if<ast::Name>(&step.value)) {
      const auto* entry = owned_of(at, name->text);
      return entry != nullptr ? enter(*entry, *name, target) : missing(*name, names_owned_by(at), &at);
    }
    if (loop_of(at) == nullptr || target.path.back().key != nullptr) {
      sink_.report(catalog::no_such_target, step.span, "[…]", verb_)
          .with_note(at.name.span, fmt::format("`{}` is one block, without elements", at.name.text));
      return false;
    }
    target.path.back().key = &*std::get<ast::Box<ast::Expr>>(step.value);
    return true;
  }

  bool enter(const NameEntry& entry, const ast::Name& name, Target& target) {
    const bool own_file = body_.role == Blueprint::Role::environment && target.path.empty() &&
                          entry.span.file == name.span.file;
    if (name.text.starts_with('_') && !own_file) {
      sink_.report(catalog::private_name, name.span, name.text, "what declares it")
          .with_note(entry.span, "it is declared here");
      return false;
    }
    target.path.push_back({name.text, name.span, nullptr});
    target.blueprint = entry.blueprint;
    return true;
  }

  bool missing(const ast::Name& name, const std::vector<std::string>& names,
               const Blueprint* owner = nullptr) {
    if (body_.broken || (owner != nullptr && owner->broken)) return false;  // it may be what was left out
    auto& diagnostic = sink_.report(catalog::no_such_target, name.span, name.text, verb_);
    const bool in_environment = body_.role == Blueprint::Role::environment;
    const bool field = owner != nullptr ? schema::find_field(owner->kind, name.text).has_value()
                       : in_environment ? false
                                        : schema::find_field(body_.kind, name.text).has_value();
    if (field && verb_ == "change")
      diagnostic.with_hint(fmt::format("`{}` is a field: write it in the block itself", name.text));
    else if (field)
      diagnostic.with_hint(
          fmt::format("`{}` is a field: `change NAME {{ remove {} }}`", name.text, name.text));
    else if (names.empty())
      diagnostic.with_hint("nothing is declared that could be meant");
    else
      diagnostic.with_hint(suggest(name.text, names, "there are"));
    return false;
  }

  const Blueprint& body_;
  std::string_view verb_;
  Sink& sink_;
};

bool changes_every(Blueprint& change, Sink& sink) {
  const auto& word = *change.change->every;
  const auto kind = schema::find_kind(word.text);
  if (!kind)
    sink.report(catalog::unknown_kind, word.span, word.text)
        .with_hint(suggest(word.text, schema::kind_names(), "the kinds are"));
  if (kind) change.kind = *kind;
  return kind.has_value();
}

bool is_field_of(const Blueprint& body, std::string_view name) {
  return schema::find_field(body.kind, name).has_value() || find_below(body, name, Kind::param) != nullptr;
}

/// `env.X`, `env["X"]`, `restart`
bool find_field(const ast::Path& path, const Blueprint& body, Target& target, Sink& sink) {
  target.field = path.first.text;
  if (path.steps.empty()) return true;
  const auto& step = path.steps.front();
  const auto* name = std::get_if<ast::Name>(&step.value);
  const auto* key = name == nullptr ? &*std::get<ast::Box<ast::Expr>>(step.value) : nullptr;
  const auto* text = key != nullptr ? std::get_if<ast::Text>(&key->node) : nullptr;
  const auto* constant = name != nullptr ? &name->text : text != nullptr ? text->constant() : nullptr;
  const auto field = schema::find_field(body.kind, target.field);
  const bool fits = field && schema::info(*field).is_sub_block() && path.steps.size() == 1 &&
                    constant != nullptr && !constant->empty();
  if (fits && schema::info(*field).type.form == schema::Type::Form::record) {
    const auto shape = schema::info(*field).type.shapes.front();
    if (!schema::find_field(shape, *constant)) {
      sink.report(catalog::no_such_target, step.span, *constant, "remove")
          .with_hint(suggest(*constant, schema::field_names(shape), "its fields are"));
      return false;
    }
  }
  if (fits) {
    target.entry = *constant;
    return true;
  }
  sink.report(catalog::no_such_target, step.span, constant != nullptr ? *constant : "…", "remove")
      .with_hint("a field, or one entry of a field, can be removed: `remove env.NAME`");
  return false;
}

}  // namespace

bool find_changed(Blueprint& change, const Blueprint& body, Sink& sink) {
  const bool found = change.is_for_every()
                         ? changes_every(change, sink)
                         : TargetFinder(body, "change", sink).find(*change.change->target, change.target);
  if (!found) {
    change.change = nullptr;
    change.target = {};
  } else if (!change.is_for_every()) {
    change.kind = change.target.blueprint->kind;
  }
  return found;
}

void find_removed(Removal& removal, const Blueprint& body, Sink& sink) {
  const auto& path = removal.written->target;
  const bool field = body.role != Blueprint::Role::environment && is_field_of(body, path.first.text);
  const bool found = field ? find_field(path, body, removal.target, sink)
                           : TargetFinder(body, "remove", sink).find(path, removal.target);
  if (!found) removal.target = {};
}

}  // namespace herdc::analysis
