#include "compiler/analysis/outline.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "compiler/analysis/allowances.h"
#include "compiler/analysis/declared_names.h"
#include "compiler/analysis/kind_words.h"
#include "compiler/analysis/sub_blocks.h"
#include "compiler/analysis/test_blocks.h"
#include "compiler/analysis/wording.h"
#include "compiler/base/text.h"

namespace herdc::analysis {
namespace {

bool only_requires(schema::Shape kind) {
  return kind == schema::Shape::policy || kind == schema::Shape::test;
}

const ast::Name* plain_label(const ast::Block& block) {
  return block.label ? std::get_if<ast::Name>(&block.label->value) : nullptr;
}

/// Fills one home from its files.
class Outliner {
 public:
  Outliner(Home& home, Sink& sink) : home_(home), sink_(sink) {}

  void file(const ast::File& file) {
    for (const auto& item : file.items)
      std::visit([&](const auto& node) { top(node, item.span); }, item.node);
  }
  void change(Blueprint& change) { body(change); }
  void package(const ast::Name& alias, const Home* package) {
    if (!variable_name_problem(alias.text).empty())
      check_name(alias, "a package", declared_name_problem(alias.text));
    const auto kind = package == nullptr ? NameEntry::Kind::broken : NameEntry::Kind::package;
    add_name(home_.names, alias, {kind, alias.span, nullptr, nullptr, nullptr, package});
  }
  /// Of a package: what it offers, and nothing that would happen by itself.
  void library(const ast::File& file) {
    for (const auto& item : file.items)
      if (offers(item)) std::visit([&](const auto& node) { top(node, item.span); }, item.node);
  }

 private:
  bool offers(const ast::Item& item) {
    constexpr std::array kinds = {schema::Shape::image, schema::Shape::base, schema::Shape::secret};
    if (std::holds_alternative<ast::Component>(item.node) || std::holds_alternative<ast::Use>(item.node))
      return true;
    const auto* let = std::get_if<ast::Binding>(&item.node);
    const auto* block = std::get_if<ast::Block>(&item.node);
    const auto kind = block == nullptr ? std::nullopt : schema::find_kind(block->kind.text);
    if (let != nullptr ? !let->output : kind && std::find(kinds.begin(), kinds.end(), *kind) != kinds.end())
      return true;
    misplaced(
        block != nullptr ? block->kind.span : item.span, "this",
        "a package offers components, images, bases, secrets and lets; what runs is the project's to say");
    return false;
  }

  // Top level of a file.
  void top(const ast::Block& block, Span) {
    if (block.kind.text == schema::info(schema::Shape::test).name) return add_test(block);
    if (block.kind.text == "environment") return environment(block);
    if (auto* blueprint = declare(block, nullptr, home_.names)) home_.declarations.push_back(blueprint);
  }
  void top(const ast::Component& component, Span) {
    const auto kind = kind_of(component.kind, sink_);
    if (!kind) return;
    if (*kind == schema::Shape::test)
      return misplaced(component.kind.span, "a component for tests", "tests are not made from components");
    check_name(component.name, "a component", declared_name_problem(component.name.text));
    auto& blueprint = add_blueprint(*kind, component.name, nullptr, component.body, nullptr);
    blueprint.role = Blueprint::Role::component;
    if (component.from) blueprint.from = &*component.from;
    add_name(home_.names, component.name,
             {NameEntry::Kind::component, component.name.span, nullptr, nullptr, &blueprint});
    body(blueprint);
  }
  void top(const ast::Param& param, Span) { add_param(param, home_.names); }
  void top(const ast::Binding& binding, Span span) {
    if (binding.output)
      misplaced(span, "an `output`", "it belongs into the block whose value it publishes");
    else
      add_let(binding, home_.names);
  }
  void top(const ast::Use&, Span) {}
  void top(const ast::Require& require, Span) { home_.requirements.push_back(&require); }
  void top(const ast::Allow& allow, Span span) { add_allowance(allow, {span.file, 0, UINT32_MAX}, sink_); }
  void top(const ast::Field& field, Span) {
    const auto* name = std::get_if<ast::Name>(&field.key.value);
    if (name != nullptr) home_.names.emplace(name->text, NameEntry{NameEntry::Kind::broken, name->span});
    misplaced(field.key.span, "a field",
              fmt::format("fields stand in a block; a value of the project is `let {} = …`",
                          name != nullptr ? name->text : "NAME"));
  }
  void top(const ast::Change&, Span span) { misplaced(span, "`change`", std::string(place_of_changes)); }
  void top(const ast::Remove&, Span span) { misplaced(span, "`remove`", std::string(place_of_changes)); }

  void environment(const ast::Block& block) {
    const auto* name = plain_label(block);
    if (name == nullptr) {
      unnamed(block);
      return;
    }
    if (block.for_clause || block.condition || block.from)
      return misplaced(block.kind.span, "`for`, `if` or `from`", "an environment is there, or is not chosen");
    check_name(*name, "an environment", declared_name_problem(name->text));
    auto& blueprint = add_blueprint(schema::Shape::cluster, *name, &block, block.body, nullptr);
    blueprint.role = Blueprint::Role::environment;
    add_name(home_.names, *name, {NameEntry::Kind::environment, name->span, nullptr, nullptr, &blueprint});
    home_.environments.push_back(&blueprint);
    body(blueprint);
  }

  void add_test(const ast::Block& block) {
    auto test = read_test(block, sink_);
    if (!test) return;
    const auto same = [&](const TestBlock& other) { return other.name == test->name; };
    const auto known = std::find_if(home_.tests.begin(), home_.tests.end(), same);
    if (known != home_.tests.end())
      sink_.report(catalog::duplicate_name, test->span, test->name)
          .with_note(known->span, "it is declared here first");
    auto& blueprint =
        add_blueprint(schema::Shape::test, {test->name, test->span}, &block, block.body, nullptr);
    body(blueprint);
    test->blueprint = &blueprint;
    home_.tests.push_back(std::move(*test));
  }

  // Inside a block or component.
  void body(Blueprint& blueprint) {
    blueprint.broken = is_broken(*blueprint.body);
    for (const auto& item : blueprint.body->items)
      std::visit([&](const auto& node) { inner(node, item.span, blueprint); }, item.node);
  }
  void inner(const ast::Field&, Span, Blueprint&) {}
  void inner(const ast::Block& block, Span, Blueprint& blueprint) {
    const bool in_environment = blueprint.role == Blueprint::Role::environment;
    if (in_environment && (block.label || !schema::find_field(blueprint.kind, block.kind.text))) {
      if (auto* added = declare(block, &blueprint, blueprint.names)) blueprint.owned.push_back(added);
      return;
    }
    if (in_environment)
      return misplaced(block.kind.span, fmt::format("`{}`", block.kind.text),
                       "an environment has no fields; `change NAME { … }` changes a block");
    if (writes_field(block, blueprint.kind)) return;
    if (misspelt_sub_block(block, blueprint.kind, sink_)) {
      blueprint.broken = true;
      return;
    }
    if (auto* owned = declare(block, &blueprint, blueprint.names)) own(blueprint, *owned);
  }
  void inner(const ast::Component& component, Span, Blueprint&) {
    misplaced(component.name.span, "a `component`", "components stand at the top level of a file");
  }
  void inner(const ast::Param& param, Span, Blueprint& blueprint) {
    if (!blueprint.is_component())
      return misplaced(param.name.span, "a `param`",
                       "params belong to components and to the project; a `let` names a value");
    add_param(param, blueprint.names);
    not_reserved(param.name, blueprint.kind);
  }
  void inner(const ast::Binding& binding, Span, Blueprint& blueprint) {
    if (binding.output && blueprint.role == Blueprint::Role::environment)
      return misplaced(binding.name.span, "an `output`",
                       "it belongs into the block whose value it publishes");
    if (binding.output) return add_output(binding, blueprint);
    add_let(binding, blueprint.names);
  }
  void inner(const ast::Require&, Span, Blueprint&) {}
  void inner(const ast::Use&, Span span, Blueprint&) {
    misplaced(span, "`use`", "files are used at the top level of a file");
  }
  void inner(const ast::Allow& allow, Span, Blueprint& blueprint) {
    const auto begin = std::min(blueprint.name.span.begin, blueprint.body->span.begin);
    add_allowance(allow, {blueprint.body->span.file, begin, blueprint.body->span.end}, sink_);
  }
  void inner(const ast::Change& change, Span span, Blueprint& blueprint) {
    if (!may_change(blueprint)) return misplaced(span, "`change`", std::string(place_of_changes));
    if (change.every && blueprint.role != Blueprint::Role::environment)
      return misplaced(change.every->span, "`change every`",
                       "it stands in an `environment`; for what is shared, there are components");
    const ast::Name name =
        change.every ? *change.every : ast::Name{change.target->first.text, change.target->span};
    auto& made = add_blueprint(blueprint.kind, name, nullptr, change.body, &blueprint);
    made.role = Blueprint::Role::change;
    made.change = &change;
    blueprint.changes.push_back(&made);
  }
  void inner(const ast::Remove& remove, Span span, Blueprint& blueprint) {
    if (!may_change(blueprint)) return misplaced(span, "`remove`", std::string(place_of_changes));
    blueprint.removals.push_back({&remove, span, {}});
  }

  static constexpr std::string_view place_of_changes =
      "it stands in a block with `from`, about what the component owns, or in an `environment`";
  static bool may_change(const Blueprint& blueprint) {
    return blueprint.from != nullptr || blueprint.role == Blueprint::Role::change ||
           blueprint.role == Blueprint::Role::environment;
  }

  static bool is_broken(const ast::Body& body) {
    return body.broken || std::any_of(body.items.begin(), body.items.end(), [](const ast::Item& item) {
             const auto* block = std::get_if<ast::Block>(&item.node);
             return block != nullptr && !block->label && is_broken(block->body);
           });
  }

  Blueprint* declare(const ast::Block& block, Blueprint* parent, Names& names) {
    const auto* name = plain_label(block);
    if (block.kind.text == "environment") {
      misplaced(block.kind.span, "an `environment`", "it is declared at the top level of a file");
      return broken(name, names);
    }
    const auto kind = kind_of(block.kind, sink_);
    if (!kind) return broken(name, names);
    if (*kind == schema::Shape::test) {
      misplaced(block.kind.span, "a `test`", "tests stand at the top level of a file");
      return nullptr;
    }
    if (name == nullptr) return unnamed(block);
    if (*kind == schema::Shape::cluster && parent != nullptr) {
      misplaced(block.kind.span, "a `cluster`",
                "it is declared at the top level, and owns everything that stands there");
      return nullptr;
    }
    if (!block.from && wrong_kind(block, *kind, sink_)) return broken(name, names);
    if (parent != nullptr && only_requires(parent->kind)) {
      misplaced(block.kind.span, fmt::format("a `{}`", block.kind.text),
                "policies and tests say what must hold, and declare nothing: `require CONDITION : \"why\"`");
      return nullptr;
    }
    const bool fits = check_name(*name, with_article(block.kind.text), declared_name_problem(name->text));
    auto& blueprint = add_blueprint(*kind, *name, &block, block.body, parent);
    add_name(names, *name, {NameEntry::Kind::declaration, name->span, nullptr, nullptr, &blueprint});
    body(blueprint);
    if (!fits) blueprint.broken = true;  // what it lacks is said once it has a name
    return &blueprint;
  }

  static Blueprint* broken(const ast::Name* name, Names& names) {
    if (name != nullptr) names.emplace(name->text, NameEntry{NameEntry::Kind::broken, name->span});
    return nullptr;
  }

  Blueprint* unnamed(const ast::Block& block) {
    auto& diagnostic = sink_.report(catalog::unnamed_block, block.kind.span, block.kind.text);
    if (block.label)
      diagnostic.with_hint("names are written without quotes, in lower case");
    else
      diagnostic.with_hint(fmt::format("write `{} NAME {{ … }}`", block.kind.text));
    return nullptr;
  }

  Blueprint& add_blueprint(schema::Shape kind, const ast::Name& name, const ast::Block* block,
                           const ast::Body& body, const Blueprint* parent) {
    Blueprint blueprint;
    blueprint.kind = kind;
    blueprint.name = name;
    blueprint.block = block;
    if (block != nullptr && block->from) blueprint.from = &*block->from;
    blueprint.body = &body;
    blueprint.home = &home_;
    blueprint.parent = parent;
    return home_.blueprints.emplace_back(std::move(blueprint));
  }

  void own(Blueprint& owner, const Blueprint& owned) {
    owner.owned.push_back(&owned);
    not_reserved(owned.name, owner.kind);
  }

  /// A param or owned declaration may not bear the name of a field, sub-block or attribute: `self.x` and `x
  /// =` have one meaning each.
  void not_reserved(const ast::Name& name, schema::Shape kind) {
    const auto kind_name = schema::info(kind).name;
    const auto computed = computed_attributes(kind);
    if (schema::find_field(kind, name.text)) {
      sink_.report(catalog::reserved_member, name.span, name.text, "field", kind_name);
    } else if (std::find(computed.begin(), computed.end(), name.text) != computed.end()) {
      sink_.report(catalog::reserved_member, name.span, name.text, "computed attribute", kind_name);
    }
  }

  void add_param(const ast::Param& param, Names& names) {
    check_name(param.name, "a param", variable_name_problem(param.name.text));
    add_name(names, param.name, {NameEntry::Kind::param, param.name.span, &param, nullptr, nullptr});
    if (param.body) param_body(*param.body);
  }
  /// What it is for, and what its value has to be like.
  void param_body(const ast::Body& body) {
    for (const auto& item : body.items) {
      if (std::holds_alternative<ast::Require>(item.node)) continue;
      const auto* field = std::get_if<ast::Field>(&item.node);
      const auto* name = field == nullptr ? nullptr : std::get_if<ast::Name>(&field->key.value);
      if (name == nullptr)
        misplaced(item.span, "this", "a param has `doc = \"…\"` and `require … : \"…\"`");
      else if (name->text != "doc")
        sink_.report(catalog::unknown_field, name->span, "a param", name->text)
            .with_hint("it has `doc = \"…\"` and `require … : \"…\"`");
    }
  }
  void add_let(const ast::Binding& let, Names& names) {
    check_name(let.name, "a let", variable_name_problem(let.name.text));
    add_name(names, let.name, {NameEntry::Kind::let, let.name.span, nullptr, &let, nullptr});
  }
  void add_output(const ast::Binding& output, const Blueprint& blueprint) {
    check_name(output.name, "an output", variable_name_problem(output.name.text));
    not_reserved(output.name, blueprint.kind);
  }

  void add_name(Names& names, const ast::Name& name, NameEntry entry) {
    if (is_root(name.text)) {
      sink_.report(catalog::bad_name, name.span, name.text, "a declaration",
                   "the language gives this name to something of its own");
      return;
    }
    const auto [known, fresh] = names.emplace(name.text, entry);
    if (!fresh)
      sink_.report(catalog::duplicate_name, name.span, name.text)
          .with_note(known->second.span, "it is declared here first");
  }

  bool check_name(const ast::Name& name, std::string_view what, const std::string& problem) {
    if (!problem.empty()) sink_.report(catalog::bad_name, name.span, name.text, what, problem);
    return problem.empty();
  }

  void misplaced(Span span, std::string_view what, std::string hint) {
    sink_.report(catalog::misplaced_item, span, what).with_hint(std::move(hint));
  }

  Home& home_;
  Sink& sink_;
};

std::unique_ptr<Home> make_home(std::string module, std::string root) {
  auto home = std::make_unique<Home>();
  home->module = std::move(module);
  home->root = std::move(root);
  return home;
}

/// Before all else, so that what is declared under the same name is the second one. One that could not be
/// opened is reported.
void add_packages(Home& home, const std::vector<PackageUse>& uses, const Outline& outline, Sink& sink) {
  for (const auto& use : uses) {
    const auto package = outline.packages.find(use.root);
    Outliner(home, sink)
        .package(use.alias, package == outline.packages.end() ? nullptr : package->second.get());
  }
}

/// What two packages offer would be emitted under one name.
void refuse_same_names(const Program& program, Sink& sink) {
  std::map<std::string, const Package*> known;
  for (const auto& [root, package] : program.packages) {
    const auto [other, fresh] = known.emplace(package.name, &package);
    if (!fresh)
      sink.report(catalog::bad_package, package.use, root,
                  fmt::format("its name is `{}`, and so is that of `{}`", package.name, other->second->root))
          .with_note(other->second->use, "the other one is used here");
  }
}

void add_files(Home& home, const std::vector<ast::File>& files, Sink& sink) {
  Outliner outliner(home, sink);
  for (const auto& file : files) home.root.empty() ? outliner.file(file) : outliner.library(file);
}

}  // namespace

void outline_change(Blueprint& change, Sink& sink) {
  Outliner(*change.home, sink).change(change);
}

Outline outline(const Program& program, Sink& sink) {
  Outline result;
  result.program = &program;
  refuse_same_names(program, sink);
  result.project = make_home("", "");
  for (const auto& [root, package] : program.packages) result.packages[root] = make_home(package.name, root);
  add_packages(*result.project, program.uses, result, sink);
  add_files(*result.project, program.files, sink);
  for (const auto& [root, package] : program.packages) {
    add_packages(*result.packages[root], package.uses, result, sink);
    add_files(*result.packages[root], package.files, sink);
  }
  for (const auto& [module, files] : program.standard) {
    result.standard[module] = make_home(module, "");
    add_files(*result.standard[module], files, sink);
  }
  return result;
}

}  // namespace herdc::analysis
