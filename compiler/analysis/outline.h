#pragma once

#include <deque>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "compiler/analysis/program.h"
#include "compiler/schema/schema.h"

/// What is declared where, before anything is evaluated. `Outline` keeps pointers into the `Program` it was
/// made of.
namespace herdc::analysis {

struct Blueprint;
struct Home;

/// What a bare name in scope stands for.
struct NameEntry {
  /// `broken` was declared, but with a mistake that is reported: whoever reads it stays silent.
  enum class Kind { param, let, declaration, component, broken } kind;
  Span span;
  const ast::Param* param = nullptr;
  const ast::Binding* let = nullptr;
  const Blueprint* blueprint = nullptr;  ///< declaration or component
};
using Names = std::map<std::string, NameEntry, std::less<>>;

/// A declaring block or a component as written. One blueprint stands for many declarations when it has a
/// `for` clause or belongs to a component.
struct Blueprint {
  schema::Shape kind;
  ast::Name name;
  const ast::Block* block = nullptr;  ///< null for a component
  const ast::Body* body = nullptr;
  Home* home = nullptr;
  const Blueprint* parent = nullptr;     ///< the block or component it stands in
  const Blueprint* component = nullptr;  ///< what its `from` names
  Names names;                           ///< params, lets and owned declarations of its body
  bool broken = false;             ///< something in it was left out or is unknown: what it lacks may be that
  std::vector<Span> broken_parts;  ///< sub-blocks of which the same is true
  std::vector<const Blueprint*> owned;  ///< in order of writing

  bool is_component() const { return block == nullptr; }
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
  std::vector<diagnostics::Code> diagnostics;  ///< that compiling must report
};

/// A namespace that spans files: the project, or one module of the standard library.
struct Home {
  std::string module;  ///< "" for the project
  Names names;
  std::vector<const Blueprint*> declarations;
  std::vector<TestBlock> tests;
  std::vector<const ast::Require*> requirements;  ///< at the top level of its files
  std::deque<Blueprint> blueprints;

  bool is_standard() const { return !module.empty(); }
};

struct Outline {
  const Program* program;
  std::unique_ptr<Home> project;
  std::map<std::string, std::unique_ptr<Home>, std::less<>> standard;
};

/// First half of phase 4: finds every declaration, component, param and let, and reports names that clash,
/// kinds that do not exist, items in the wrong place and what later versions will bring.
Outline outline(const Program& program, Sink& sink);

/// Second half of the static part: every bare name, field, function and component that is written anywhere
/// exists, also in blocks and components that nobody uses.
void resolve(const Outline& outline, Sink& sink);

}  // namespace herdc::analysis
