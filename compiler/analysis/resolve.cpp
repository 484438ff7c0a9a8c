#include <fmt/format.h>

#include <map>

#include "compiler/analysis/kind_words.h"
#include "compiler/analysis/outline.h"
#include "compiler/analysis/resolve_expressions.h"
#include "compiler/analysis/sub_blocks.h"
#include "compiler/analysis/targets.h"
#include "compiler/analysis/types.h"
#include "compiler/analysis/unordered_references.h"
#include "compiler/analysis/wording.h"
#include "compiler/base/spelling.h"
#include "compiler/schema/other_words.h"

namespace herdc::analysis {
namespace {

class Resolver {
 public:
  Resolver(const Outline& outline, Sink& sink)
      : outline_(outline), sink_(sink), expressions_(outline, sink) {}

  void home(Home& home) {
    const Scope top{&home, nullptr, nullptr};
    for (const auto& [name, entry] : home.names) names_entry(entry, top);
    for (const auto* require : home.requirements) requirement(*require, top);
    for (auto& blueprint : home.blueprints) check(blueprint);
    for (const auto& test : home.tests)
      for (const auto& [name, text] : test.params)
        if (!is_project_param(home, name.text)) unknown_param(home, name.text, name.span);
  }

 private:
  void names_entry(const NameEntry& entry, const Scope& scope) {
    if (entry.let != nullptr) expr(entry.let->value, scope);
    if (entry.param == nullptr) return;
    type_of(entry.param->type, outline_, *scope.home, sink_);
    if (entry.param->fallback) expr(*entry.param->fallback, scope);
    if (entry.param->body) param_body(*entry.param->body, scope);
  }

  void param_body(const ast::Body& body, const Scope& scope) {
    for (const auto& item : body.items) {
      if (const auto* field = std::get_if<ast::Field>(&item.node)) expr(field->value, scope);
      if (const auto* require = std::get_if<ast::Require>(&item.node)) requirement(*require, scope);
    }
  }

  void check(Blueprint& blueprint) {
    if (blueprint.role == Blueprint::Role::environment) return check_environment(blueprint);
    if (blueprint.role == Blueprint::Role::change && !has_target(blueprint)) return;  // of nobody knows what
    const Scope outside{blueprint.home, blueprint.parent, nullptr};
    const Scope inside{blueprint.home, &blueprint, nullptr};
    check_header(blueprint, outside);
    for (const auto& [name, entry] : blueprint.names) {
      expressions_.refuse_shadow(name, entry.span, outside);
      names_entry(entry, inside);
    }
    check_body(*blueprint.body, blueprint, inside);
    check_targets(blueprint, inside);
  }

  /// Its own fields are params of the project; the rest are changes and declarations, looked at by
  /// themselves.
  void check_environment(Blueprint& environment) {
    const Scope inside{environment.home, &environment, nullptr};
    std::map<std::string, Span> written;
    for (const auto& [name, entry] : environment.names) names_entry(entry, inside);
    for (const auto& item : environment.body->items)
      if (const auto* field = std::get_if<ast::Field>(&item.node)) {
        expr(field->value, inside);
        project_param(*field, *environment.home, written);
      }
    check_targets(environment, inside);
  }

  void project_param(const ast::Field& field, const Home& home, std::map<std::string, Span>& written) {
    const auto* name = std::get_if<ast::Name>(&field.key.value);
    if (name != nullptr && is_project_param(home, name->text)) return refuse_twice(*name, written);
    unknown_param(home, name != nullptr ? name->text : "…", field.key.span);
  }

  static bool is_project_param(const Home& home, const std::string& name) {
    const auto known = home.names.find(name);
    return known != home.names.end() && known->second.kind == NameEntry::Kind::param;
  }

  void unknown_param(const Home& home, const std::string& name, Span place) {
    std::vector<std::string> names;
    for (const auto& [param, entry] : home.names)
      if (entry.kind == NameEntry::Kind::param) names.push_back(param);
    sink_.report(catalog::unknown_parameter, place, name)
        .with_hint(names.empty() ? "it has none: `param NAME : TYPE` declares one"
                                 : suggest(name, names, "its params are"));
  }

  /// Keys of the elements that are changed or removed.
  void check_targets(const Blueprint& blueprint, const Scope& scope) {
    const auto keys = [&](const Target& target) {
      for (const auto& step : target.path)
        if (step.key != nullptr) expr(*step.key, scope);
    };
    for (const auto* change : blueprint.changes) keys(change->target);
    for (const auto& removal : blueprint.removals) keys(removal.target);
  }

  /// A condition may read the loop variables and what is outside; the body's own names do not exist yet.
  void check_header(const Blueprint& blueprint, const Scope& outside) {
    if (blueprint.block == nullptr) return;
    const auto* loop = loop_of(blueprint);
    if (loop == nullptr) {
      if (blueprint.block->condition) expr(*blueprint.block->condition, outside);
      return;
    }
    expr(loop->source, outside);
    loop_variable(loop->first, outside);
    const Locals first{&loop->first, nullptr};
    if (loop->second) loop_variable(*loop->second, outside.with(first));
    const Locals second{loop->second ? &*loop->second : nullptr, &first};
    if (blueprint.block->condition)
      expr(*blueprint.block->condition, outside.with(loop->second ? second : first));
  }

  // Items of a declaration's own body.
  void check_body(const ast::Body& body, Blueprint& blueprint, const Scope& scope) {
    std::map<std::string, Span> written;
    std::map<std::string, std::map<std::string, Span>>
        entries;  // of sub-blocks, which may stand more than once
    for (const auto& item : body.items) {
      if (const auto* field = std::get_if<ast::Field>(&item.node))
        own_field(*field, blueprint, scope, written);
      if (const auto* block = std::get_if<ast::Block>(&item.node))
        own_block(*block, blueprint, scope, entries[block->kind.text]);
      if (const auto* binding = std::get_if<ast::Binding>(&item.node); binding != nullptr && binding->output)
        own_output(*binding, scope, written);
      if (const auto* require = std::get_if<ast::Require>(&item.node)) requirement(*require, scope);
    }
    refuse_whole_and_parts(body, written);
  }

  /// `env = { … }` beside `env { … }`: which one wins must not depend on their order.
  void refuse_whole_and_parts(const ast::Body& body, const std::map<std::string, Span>& written) {
    for (const auto& item : body.items) {
      const auto* block = std::get_if<ast::Block>(&item.node);
      const auto whole = block != nullptr ? written.find(block->kind.text) : written.end();
      if (whole != written.end())
        sink_.report(catalog::field_written_twice, block->kind.span, block->kind.text)
            .with_note(whole->second, "it is written as a whole here");
    }
  }

  void requirement(const ast::Require& require, const Scope& scope) {
    expr(require.condition, scope);
    if (require.message) expr(*require.message, scope);
  }

  void own_field(const ast::Field& field, Blueprint& blueprint, const Scope& scope,
                 std::map<std::string, Span>& written) {
    expr(field.value, scope);
    const auto* name = std::get_if<ast::Name>(&field.key.value);
    if (name == nullptr) {
      sink_
          .report(catalog::unknown_field, field.key.span, with_article(schema::info(blueprint.kind).name),
                  "…")
          .with_hint("fields are written without quotes");
      return;
    }
    refuse_twice(*name, written);
    if (const auto id = schema::find_field(blueprint.kind, name->text))
      refuse_unordered(field.value, schema::info(*id).type, name->text, sink_);
    else if (!is_param(blueprint, name->text))
      unknown_field(*name, blueprint);
  }

  void own_output(const ast::Binding& output, const Scope& scope, std::map<std::string, Span>& written) {
    expr(output.value, scope);
    refuse_twice(output.name, written);
  }

  void own_block(const ast::Block& block, Blueprint& blueprint, const Scope& scope,
                 std::map<std::string, Span>& written) {
    const auto id = schema::find_field(blueprint.kind, block.kind.text);
    if (!id || !writes_field(block, blueprint.kind)) return;
    if (is_entry(block)) return entry_block(block, schema::info(*id).type.element.front(), scope, written);
    if (schema::info(*id).is(schema::keyed)) {
      sink_.report(catalog::unnamed_block, block.kind.span, block.kind.text)
          .with_hint(fmt::format("write `{} \"…\" {{ … }}`", block.kind.text));
      return;
    }
    if (!sub_block_header(block, schema::info(*id).type, scope)) return;
    unknown_entry_ = false;
    std::map<std::string, Span>
        alone;  // what another block writes may be there instead: see repeated_keys.cpp
    sub_block(block.body, schema::info(*id).type, block.kind.text, scope, block.condition ? alone : written);
    if (unknown_entry_) blueprint.broken_parts.push_back(block.body.span);
  }

  /// `route "x" { … }`, `route for k, v in x { … }`
  void entry_block(const ast::Block& block, const schema::Type& type, const Scope& scope,
                   std::map<std::string, Span>& written) {
    if (block.from) refuse_from(block);
    if (!block.for_clause) return entry_body(block, type, scope, written);
    const auto& loop = *block.for_clause;
    expr(loop.source, scope);
    loop_variable(loop.first, scope);
    const Locals first{&loop.first, scope.locals};
    if (loop.second) loop_variable(*loop.second, scope.with(first));
    const Locals second{loop.second ? &*loop.second : nullptr, &first};
    entry_body(block, type, scope.with(loop.second ? second : first), written);
  }

  void entry_body(const ast::Block& block, const schema::Type& type, const Scope& scope,
                  std::map<std::string, Span>& written) {
    if (block.condition) expr(*block.condition, scope);
    if (block.label) entry_label(*block.label, scope, block.condition ? nullptr : &written);
    std::map<std::string, Span> fields;
    sub_block(block.body, type, block.kind.text, scope, fields);
    const auto host = fields.find("host");
    if (block.label && host != fields.end())
      sink_.report(catalog::field_written_twice, host->second, "host")
          .with_note(block.label->span, "the name in front of `{` says it already");
    if (!block.label && host == fields.end() && !block.body.broken)
      sink_.report(catalog::missing_field, block.kind.span, fmt::format("this {}", block.kind.text), "host")
          .with_hint("with `for`, each element says its own: `host = …`");
  }

  void entry_label(const ast::Key& label, const Scope& scope, std::map<std::string, Span>* written) {
    const auto* text = std::get_if<ast::Text>(&label.value);
    if (text != nullptr) expressions_.resolve(*text, scope);
    const auto* constant = text == nullptr ? &std::get<ast::Name>(label.value).text : text->constant();
    if (written != nullptr && constant != nullptr) refuse_twice({*constant, label.span}, *written);
  }

  void refuse_from(const ast::Block& block) {
    sink_.report(catalog::misplaced_item, block.from->span, "`from`")
        .with_hint("a sub-block merges into a field; it is no instance of a component");
  }

  bool sub_block_header(const ast::Block& block, const schema::Type& type, const Scope& scope) {
    if (refuse_entries(block, type, sink_)) return false;
    if (block.condition) expr(*block.condition, scope);
    if (block.from) refuse_from(block);
    return true;
  }

  void sub_block(const ast::Body& body, const schema::Type& type, std::string_view name, const Scope& scope,
                 std::map<std::string, Span>& written) {
    for (const auto& item : body.items) {
      if (const auto* field = std::get_if<ast::Field>(&item.node)) {
        expr(field->value, scope);
        refuse_unordered(field->value, type, name, sink_);
        entry_key(field->key, type, written);
      } else if (const auto* block = std::get_if<ast::Block>(&item.node)) {
        nested_block(*block, type, scope, written);
      } else {
        sink_.report(catalog::misplaced_item, item.span, fmt::format("this, inside `{}`,", name))
            .with_hint("a sub-block holds `key = value` only");
      }
    }
  }

  void nested_block(const ast::Block& block, const schema::Type& type, const Scope& scope,
                    std::map<std::string, Span>& written) {
    const auto inner = entry_type(type, block.kind);
    if (!inner || !sub_block_header(block, *inner, scope)) return;
    if (inner->form != schema::Type::Form::map && inner->form != schema::Type::Form::record &&
        !is_open(*inner)) {
      sink_.report(catalog::misplaced_item, block.kind.span, fmt::format("the block `{}`", block.kind.text))
          .with_hint(fmt::format("write `{} = …`", block.kind.text));
      return;
    }
    refuse_twice(block.kind, written);
    std::map<std::string, Span> inner_written;
    sub_block(block.body, *inner, block.kind.text, scope, inner_written);
  }

  void entry_key(const ast::Key& key, const schema::Type& type, std::map<std::string, Span>& written) {
    if (const auto* name = std::get_if<ast::Name>(&key.value)) {
      refuse_twice(*name, written);
      entry_type(type, *name);
      return;
    }
    const auto& text = std::get<ast::Text>(key.value);
    if (type.form == schema::Type::Form::record)
      sink_
          .report(catalog::unknown_field, key.span, with_article(type.to_text()),
                  text.constant() != nullptr ? *text.constant() : "…")
          .with_hint("fields are written without quotes");
    if (const auto* constant = text.constant()) refuse_twice({*constant, key.span}, written);
  }

  /// What is inside `any` is `any` again.
  static bool is_open(const schema::Type& type) {
    return type.form == schema::Type::Form::scalar && type.scalar == schema::Scalar::any;
  }

  /// Type of the entry `name` of a map or record; reports a field that a record does not have.
  std::optional<schema::Type> entry_type(const schema::Type& type, const ast::Name& name) {
    if (type.form == schema::Type::Form::map) return type.element.front();
    if (is_open(type)) return type;
    const auto shape = type.shapes.front();
    if (const auto id = schema::find_field(shape, name.text)) return schema::info(*id).type;
    sink_.report(catalog::unknown_field, name.span, with_article(schema::info(shape).name), name.text)
        .with_hint(suggest(name.text, schema::field_names(shape), "its fields are"));
    unknown_entry_ = true;
    return std::nullopt;
  }

  void refuse_twice(const ast::Name& name, std::map<std::string, Span>& written) {
    const auto [known, fresh] = written.emplace(name.text, name.span);
    if (!fresh)
      sink_.report(catalog::field_written_twice, name.span, name.text)
          .with_note(known->second, "it is written here first");
  }

  static bool is_param(const Blueprint& blueprint, std::string_view name) {
    return find_below(blueprint, name, NameEntry::Kind::param) != nullptr;
  }

  void unknown_field(const ast::Name& name, Blueprint& blueprint) {
    blueprint.broken = true;
    const auto& made = blueprint.role == Blueprint::Role::change && blueprint.target.blueprint != nullptr
                           ? *blueprint.target.blueprint
                           : blueprint;
    if (made.from != nullptr && made.component == nullptr) return;  // one mistake
    const auto later = familiar_word(name.text) || schema::instead_of(blueprint.kind, name.text)
                           ? std::nullopt
                           : schema::find_later(name.text);
    if (later) {
      sink_.report(catalog::not_yet, name.span, *later);
      return;
    }
    auto names = schema::field_names(blueprint.kind);
    for (const auto* component : chain_of(blueprint))
      for (const auto& [param, entry] : component->names)
        if (entry.kind == NameEntry::Kind::param) names.push_back(param);
    auto familiar = familiar_word(name.text);
    if (familiar && !schema::find_field(blueprint.kind, *familiar)) familiar.reset();
    const auto instead = schema::instead_of(blueprint.kind, name.text);
    sink_
        .report(catalog::unknown_field, name.span, with_article(schema::info(blueprint.kind).name), name.text)
        .with_hint(familiar  ? fmt::format("did you mean `{}`?", *familiar)
                   : instead ? fmt::format("it is written `{}` here", *instead)
                             : suggest(name.text, names, "its fields are"));
  }

  void expr(const ast::Expr& e, const Scope& scope) { expressions_.resolve(e, scope); }
  void loop_variable(const ast::Name& name, const Scope& scope) { expressions_.loop_variable(name, scope); }

  const Outline& outline_;
  Sink& sink_;
  ExpressionResolver expressions_;
  bool unknown_entry_ = false;  ///< in the sub-block at hand
};

}  // namespace

void resolve(const Outline& outline, Sink& sink) {
  Resolver resolver(outline, sink);
  for (const auto& [module, home] : outline.standard) resolver.home(*home);
  for (const auto& [root, home] : outline.packages) resolver.home(*home);
  resolver.home(*outline.project);
}

}  // namespace herdc::analysis
