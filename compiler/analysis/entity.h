#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "compiler/analysis/outline.h"
#include "compiler/analysis/slot.h"
#include "compiler/model/value.h"

namespace herdc::analysis {

using model::Value;

/// One body of a declaration's stack, with the declaration in whose scope the body was written.
struct Layer {
  const Blueprint* blueprint;
  DeclId context;
  bool environment = false;  ///< a change that an environment makes
};

/// What a declared name stands for. Its header is evaluated when somebody asks (`Evaluator::settle`).
struct Member {
  const Blueprint* blueprint = nullptr;
  DeclId owner;  ///< not valid at the top level
  Slot header;   ///< done: what follows is known
  bool collection = false;
  bool created = false;  ///< with what it owns
  bool broken = false;   ///< its header came to a diagnostic: who reads it stays silent
  DeclId single;         ///< not valid: its `if` was false
  std::map<std::string, DeclId, NaturalLess> elements;
  Span removed;  ///< where, when it was
  std::map<std::string, Span> removed_elements;
};

/// A declaration that exists. Its id is the one that it keeps in the model.
struct Entity {
  const Blueprint* blueprint;
  std::vector<Layer> layers;  ///< low to high: components, its own body, changes
  DeclId owner;
  std::vector<std::pair<std::string, Value>> loop;
  std::string key;           ///< of an element of a collection
  std::string path;          ///< `zookeeper.data`, `web["shop"]`
  std::string default_name;  ///< emitted unless `name` says otherwise
  std::map<std::string, Member> members;
};

/// Comprehension variables around an expression, innermost first.
struct Local {
  std::string_view name;
  const Value* value;
  const Local* outer;
};

/// Where an expression was written and for which declaration it is evaluated.
struct Frame {
  const Home* home = nullptr;
  const Blueprint* blueprint = nullptr;
  DeclId entity;
  const Local* locals = nullptr;
};

/// `=`, `+=`, a sub-block or a removal: one layer's word on a field.
struct Write {
  enum class Kind { set, append, merge, entries, remove } kind;
  const ast::Expr* expr = nullptr;
  const ast::Body* body = nullptr;
  Frame frame;
  const ast::Block* block =
      nullptr;        ///< entries: `route "x" { … }`, with or without `for`; merge: `env { … }`
  std::string key{};  ///< remove: the entry, "" for the whole field
  Span removed{};     ///< remove: its place
};

}  // namespace herdc::analysis
