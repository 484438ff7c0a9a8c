#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "compiler/source/span.h"
#include "compiler/syntax/box.h"

/// One `.herd` file as plain data, close to what was written: no name is looked up, no text converted. Chains
/// of operators and of accesses are flat lists, so the depth of the tree is bounded by the nesting limit and
/// never by the length of a line.
namespace herdc::ast {

struct Expr;

struct Name {
  std::string text;
  Span span;
};

/// Text between quotes after escapes: literal parts and interpolated expressions in turn.
struct TextPart {
  Span span;
  std::string literal;  ///< used when `expr` is absent
  std::optional<Box<Expr>> expr;
};
struct Text {
  std::vector<TextPart> parts;
  /// The whole text when nothing is interpolated.
  const std::string* constant() const {
    static const std::string empty;
    if (parts.empty()) return &empty;
    return parts.size() == 1 && !parts.front().expr ? &parts.front().literal : nullptr;
  }
};

/// As written: "0.5" and "", or "2" and "GiB". Units are checked by the parser.
struct Number {
  std::string digits;
  std::string unit;
};
struct Bool {
  bool value;
};
struct None {};
struct NameRef {
  std::string name;
};
struct Call {
  Name function;
  std::vector<Expr> arguments;
};
/// `every(service)`
struct EveryKind {
  Name kind;
};
struct List {
  std::vector<Expr> items;
};

/// An identifier or quoted text in front of `=`.
struct Key {
  Span span;
  std::variant<Name, Text> value;
};
struct MapEntry;
struct Map {
  std::vector<MapEntry> entries;
};

struct ForClause;
/// `[for x in xs if c: value]`, and with `key` the map form `{for k, v in xs: key = value}`.
struct Comprehension {
  Box<ForClause> header;
  std::optional<Box<Expr>> condition;
  std::optional<Box<Expr>> key;
  Box<Expr> value;
};
struct If {
  Box<Expr> condition, then, otherwise;
};

enum class Operator {
  or_,
  and_,
  equal,
  not_equal,
  less,
  less_equal,
  greater,
  greater_equal,
  in,
  range,
  add,
  subtract,
  multiply,
  divide
};
struct Link;
/// `a + b - c`: operators of one precedence, left to right. Comparisons and ranges have exactly one link.
struct Chain {
  Box<Expr> first;
  std::vector<Link> links;
};
struct Not {
  Box<Expr> operand;
};
struct Negate {
  Box<Expr> operand;
};

/// `.name` or `[index]`
struct Step {
  Span span;
  std::variant<Name, Box<Expr>> value;
};
/// `ops.hosts`, `web["shop"].port`: a primary and at least one step.
struct Access {
  Box<Expr> object;
  std::vector<Step> steps;
};

struct Expr {
  Span span;
  std::variant<None, Bool, Number, Text, NameRef, Call, EveryKind, List, Map, Comprehension, If, Chain, Not,
               Negate, Access>
      node;
};

struct Link {
  Operator op;
  Span op_span;
  Expr operand;
};
struct MapEntry {
  Key key;
  Expr value;
};
struct ForClause {
  Span span;
  Name first;  ///< the item, or the key when there is a second
  std::optional<Name> second;
  Expr source;
};

/// `std.zookeeper.server`, `web["shop"]`
struct Path {
  Span span;
  Name first;
  std::vector<Step> steps;
};

/// `list(text)`, `bytes`, `std.x.y`, `"tcp" | "udp"`
struct Type {
  Span span;
  std::optional<Path> name;  ///< absent for an enum
  std::vector<Type> arguments;
  std::vector<Name> texts;  ///< the words of an enum
};

struct Item;
struct Body {
  Span span;  ///< with its braces
  std::vector<Item> items;
  bool broken = false;  ///< an item was left out: a field that seems to be missing may be one that was
};

struct Field {
  Key key;
  bool append = false;  ///< `+=`
  Expr value;
};
/// `KIND [LABEL] [for …] [if …] [from PATH] { … }`
struct Block {
  Name kind;
  std::optional<Key> label;
  std::optional<ForClause> for_clause;
  std::optional<Expr> condition;
  std::optional<Path> from;
  Body body;
};
/// `component KIND NAME [from BASE] { … }`
struct Component {
  Name kind;
  Name name;
  std::optional<Path> from;
  Body body;
};
struct Param {
  Name name;
  Type type;
  std::optional<Expr> fallback;
  std::optional<Body> body;
};
struct Binding {
  bool output = false;  ///< `output`, otherwise `let`
  Name name;
  Expr value;
};
struct Use {
  Text path;
  Span path_span;
  std::optional<Name> alias;
};
struct Require {
  Expr condition;
  std::optional<Expr> message;
};
struct Allow {
  Name code;
  Text reason;
  std::optional<Text> until;
};
struct Change {
  std::optional<Name> every;   ///< `change every KIND`
  std::optional<Path> target;  ///< `change PATH`
  Body body;
};
struct Remove {
  Path target;
};

struct Item {
  Span span;
  std::variant<Field, Block, Component, Param, Binding, Use, Require, Allow, Change, Remove> node;
};

struct Comment {
  Span span;  ///< from `#` to the end of the line
};

struct File {
  FileId id;
  std::vector<Item> items;        ///< broken declarations are left out; their diagnostics are in the sink
  std::vector<Comment> comments;  ///< in order of place
  bool broken = false;            ///< something was left out: an unknown name may be one that was
};

}  // namespace herdc::ast
