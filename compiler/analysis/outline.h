#pragma once

#include <deque>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "compiler/analysis/program.h"
#include "compiler/schema/schema.h"
#include "compiler/source/source_map.h"

/// What is declared where, before anything is evaluated. `Outline` keeps pointers into the `Program` it was
/// made of.
namespace herdc::analysis {

struct Blueprint;
struct Home;

/// What a bare name in scope stands for.
struct NameEntry {
  /// `broken` was declared, but with a mistake that is reported: whoever reads it stays silent.
  enum class Kind { param, let, declaration, component, environment, package, broken } kind;
  Span span;
  const ast::Param* param = nullptr;
  const ast::Binding* let = nullptr;
  const Blueprint* blueprint = nullptr;  ///< declaration or component
  const Home* home = nullptr;            ///< package
};
using Names = std::map<std::string, NameEntry, std::less<>>;

/// What a `change` or a `remove` is about: declarations by their path, or a field of the block itself.
struct Target {
  struct Step {
    std::string name;
    Span span;
    const ast::Expr* key = nullptr;  ///< of a collection's element
  };
  std::vector<Step> path;
  const Blueprint* blueprint = nullptr;  ///< what the path names; null when it was not found, or is a field
  std::string field;                     ///< `remove env.X` in a change
  std::string entry;                     ///< "" for the whole field
};

/// `remove X` in a body.
struct Removal {
  const ast::Remove* written;
  Span span;
  Target target;
};

/// A declaring block or a component as written. One blueprint stands for many declarations when it has a
/// `for` clause or belongs to a component.
struct Blueprint {
  enum class Role { declaration, component, change, environment } role = Role::declaration;
  schema::Shape kind;
  ast::Name name;
  const ast::Block* block = nullptr;  ///< of a declaration
  const ast::Body* body = nullptr;
  Home* home = nullptr;
  const Blueprint* parent = nullptr;     ///< the block or component it stands in
  const ast::Path* from = nullptr;       ///< as written
  const Blueprint* component = nullptr;  ///< what its `from` names
  Names names;                           ///< params, lets and owned declarations of its body
  bool broken = false;             ///< something in it was left out or is unknown: what it lacks may be that
  std::vector<Span> broken_parts;  ///< sub-blocks of which the same is true
  std::vector<const Blueprint*> owned;  ///< in order of writing
  std::vector<Blueprint*> changes;      ///< of what its component owns; in an environment, of everything
  std::vector<Removal> removals;
  const ast::Change* change = nullptr;
  Target target;  ///< of a change

  bool is_component() const { return role == Role::component; }
  /// `change every KIND`, in an environment.
  bool is_for_every() const { return change != nullptr && change->every.has_value(); }
  /// What its layer lies on: the component, or what is changed.
  const Blueprint* below() const { return role == Role::change ? target.blueprint : component; }
};

/// Policies and tests are looked at when everything else is known.
inline bool sees_everything(const Blueprint& blueprint) {
  return blueprint.kind == schema::Shape::policy || blueprint.kind == schema::Shape::test;
}

/// `test "…" { … }` as written.
struct TestBlock {
  std::string name;
  Span span;  ///< of the name
  const Blueprint* blueprint = nullptr;
  std::vector<diagnostics::Code> diagnostics;   ///< that compiling must report
  std::optional<std::string> environment = {};  ///< compiled for it instead of the command line's
  struct Param {
    ast::Name name;
    std::string text;
  };
  std::vector<Param> params = {};  ///< on top of the command line's
};

/// A namespace that spans files: the project, a package, or one module of the standard library.
struct Home {
  std::string module;  ///< "" for the project, else what its declarations are emitted under
  std::string root;    ///< of a package
  Names names;
  std::vector<const Blueprint*> declarations;
  std::vector<TestBlock> tests;
  std::vector<const ast::Require*> requirements;  ///< at the top level of its files
  std::vector<Blueprint*> environments;
  std::deque<Blueprint> blueprints;

  bool is_standard() const { return !module.empty() && root.empty(); }
  /// Nothing of it is emitted unless somebody reads it.
  bool is_library() const { return !module.empty(); }
  /// In front of the paths of what it declares.
  std::string prefix() const {
    return is_standard() ? "std." + module + "." : is_library() ? module + "." : "";
  }
};

/// What the command line chooses.
struct Choices {
  std::string environment;                                  ///< "" when none is named
  std::vector<std::pair<std::string, std::string>> params;  ///< name and text, in order
};

struct Outline {
  const Program* program;
  const Blueprint* environment = nullptr;                             ///< the chosen one
  std::vector<std::pair<const ast::Param*, const ast::Expr*>> given;  ///< `--param`, by the param
  std::deque<ast::Expr> given_texts;
  std::string environment_name() const { return environment == nullptr ? "" : environment->name.text; }
  std::unique_ptr<Home> project;
  std::map<std::string, std::unique_ptr<Home>, std::less<>> standard;
  std::map<std::string, std::unique_ptr<Home>, std::less<>> packages;  ///< by root
};

/// First part of phase 4: finds every declaration, component, param and let, and reports names that clash,
/// kinds that do not exist, items in the wrong place and what later versions will bring.
Outline outline(const Program& program, Sink& sink);

/// What stands in the body of a `change`, once the kind of its target is known.
void outline_change(Blueprint& change, Sink& sink);

/// Second part: finds the component that each `from` names and refuses one that would be made inside itself;
/// finds what each `change` and `remove` is about.
void link(Outline& outline, Sink& sink);

/// Values from the command line stand in the source map under this and their name.
inline constexpr std::string_view parameter_prefix = "--param ";

/// Third part: the environment and the params of the command line. False after a diagnostic: then nothing
/// can be evaluated.
bool choose(Outline& outline, const Choices& choices, SourceMap& sources, Sink& sink);

/// The blocks that a block's own body lies on: its components, base first; for a change, the target and its
/// components.
std::vector<const Blueprint*> chain_of(const Blueprint& blueprint);
/// What they declare under a name; the highest one's, null when there is none of that kind.
const NameEntry* find_below(const Blueprint& blueprint, std::string_view name, NameEntry::Kind kind);

/// Last of the static part: every bare name, field, function and component that is written anywhere
/// exists, also in blocks and components that nobody uses.
void resolve(const Outline& outline, Sink& sink);

}  // namespace herdc::analysis
