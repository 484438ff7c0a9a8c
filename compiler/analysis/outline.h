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
  bool broken = false;  ///< something in it was left out or is unknown: what it lacks may be that
  std::vector<const Blueprint*> owned;  ///< in order of writing

  bool is_component() const { return block == nullptr; }
};

/// A namespace that spans files: the project, or one module of the standard library.
struct Home {
  std::string module;  ///< "" for the project
  Names names;
  std::vector<const Blueprint*> declarations;
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

/// The five names that are always there.
bool is_root(std::string_view name);

/// "an image", "a service", "machines"
std::string with_article(std::string_view kind);

/// "images", "proxies", "machines"
std::string plural(std::string_view kind);

/// What other tools call something that a block has under another name: `volumes` → "mounts".
std::optional<std::string_view> familiar_word(std::string_view word);

/// "service `zookeeper`"
std::string title(const Blueprint& blueprint);

/// `_?[a-z][a-z0-9-]*[a-z0-9]` of at most 63 characters for declarations; `_?[a-z][a-z0-9_]*` for params,
/// lets, outputs and loop variables. "" when `name` fits, otherwise what is wrong.
std::string declared_name_problem(std::string_view name);
std::string variable_name_problem(std::string_view name);

/// Attributes that are computed for every declaration of a kind: `name`, and `hosts` where there are some.
std::vector<std::string> computed_attributes(schema::Shape kind);

}  // namespace herdc::analysis
