#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "syntax_source.h"

namespace {

std::string read(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

/// The tree of sound text.
std::string tree_of(const std::string& text) {
  const ParsedSource source(text);
  INFO(source.messages());
  CHECK(source.codes().empty());
  CHECK_FALSE(source.file.broken);
  return source.tree();
}

/// The tree of a single value.
std::string value_of(const std::string& text) {
  const auto tree = tree_of("let x = " + text);
  std::string value;
  std::istringstream lines(tree.substr(tree.find('\n') + 1));
  for (std::string line; std::getline(lines, line);) value += line.substr(2) + "\n";
  return value;
}

}  // namespace

TEST_CASE("the four clusters of the language parse without a word") {
  const auto folder = std::filesystem::path(__FILE__).parent_path() / "data/clusters";
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    INFO(entry.path().filename());
    CHECK_FALSE(tree_of(read(entry.path())).empty());
    ++files;
  }
  CHECK(files == 4);
}

TEST_CASE("every item has its place in the tree") {
  CHECK(tree_of(R"(
service zk for k, v in xs if c from std.zk.server {
  memory = 2GiB, args += ["a"]
  "quoted" = 1
  env { A = "x" }
  output connect = 1
  allow HERD4110 because "r" until "d"
  require a : "m"
  remove env.A
  change web["shop"] { x = 1 }
  change every app { }
}
component app common { param team : text }
param m : bytes = 4GiB { doc = "d" }
param t : list(std.x)
param e : "tcp" | "udp"
use "vendor/x" as x
)") == R"(block service
  label zk
  for k, v
    name xs
  if
    name c
  from std
    .zk
    .server
  field memory
    number 2GiB
  field args +=
    list
      text "a"
  field "quoted"
    number 1
  block env
    field A
      text "x"
  output connect
    number 1
  allow HERD4110 because "r" until "d"
  require
    name a
    message
      text "m"
  remove env
    .A
  change web
    []
      text "shop"
    field x
      number 1
  change every app
component app common
  param team
    type text
param m
  type bytes
  default
    number 4GiB
  body
    field doc
      text "d"
param t
  type list
    type std
      .x
param e
  type enum
    "tcp"
    "udp"
use "vendor/x" as x
)");
}

TEST_CASE("operators bind as the grammar says") {
  CHECK(value_of("a + b * -c == d and not e in f or g") == R"(chain
  chain
    chain
      chain
        name a
        +
          chain
            name b
            *
              -
                name c
      ==
        name d
    and
      not
        chain
          name e
          in
            name f
  or
    name g
)");
  CHECK(value_of("1 .. n-1") == "chain\n  number 1\n  ..\n    name n-1\n");
  CHECK(value_of("if a then 1 else if b then 2 else 3") ==
        "if\n  name a\n  then\n    number 1\n  else\n    if\n      name b\n      then\n        number 2\n"
        "      else\n        number 3\n");
}

TEST_CASE("values") {
  CHECK(value_of("f(x, [1, 2,], {a = 1, \"b\" = none})[0].c") ==
        "access\n  call f\n    name x\n    list\n      number 1\n      number 2\n    map\n      entry a\n"
        "        number 1\n      entry \"b\"\n        none\n  []\n    number 0\n  .c\n");
  CHECK(value_of("[for k, v in m if v: k]") ==
        "comprehension\n  for k, v\n    name m\n  if\n    name v\n  value\n    name k\n");
  CHECK(value_of("{for k in m: k = 1}") ==
        "comprehension\n  for k\n    name m\n  key\n    name k\n  value\n    number 1\n");
  CHECK(value_of("every(service)") == "every service\n");
}

TEST_CASE(
    "a newline ends an item, but not inside brackets, beside an infix operator, or around then and else") {
  CHECK(value_of("1 +\n  2") == value_of("1 + 2"));
  CHECK(value_of("[\n1\n,\n2\n]") == value_of("[1, 2]"));
  CHECK(value_of("(1\n+ 2)") == value_of("(1 + 2)"));
  CHECK(value_of("if a\n then 1\n else 2") == value_of("if a then 1 else 2"));
  CHECK(value_of("if a then\n1\nelse\n2") == value_of("if a then 1 else 2"));
  CHECK(value_of("{\n  for k in m:\n  k = 1\n}") == value_of("{for k in m: k = 1}"));
  CHECK(value_of("[{\na = 1\nb = 2\n}]") == value_of("[{a = 1, b = 2}]"));
  CHECK(tree_of("a {\n\n x = 1\r\n y = 2\r z = 3 }") == tree_of("a { x = 1, y = 2, z = 3 }"));
  CHECK(tree_of("a { require x :\n \"m\" }") == tree_of("a { require x : \"m\" }"));
}

TEST_CASE("comments stand beside the tree, in their order") {
  const ParsedSource source("# one\na = 1 # two\n");
  REQUIRE(source.file.comments.size() == 2);
  CHECK(source.sources.text(source.file.comments[1].span) == "# two");
  CHECK(source.codes().empty());
}

TEST_CASE("a byte order mark is accepted at the start only") {
  CHECK(tree_of("\xEF\xBB\xBFlet x = 1").substr(0, 5) == "let x");
  CHECK(ParsedSource("let x = 1\n\xEF\xBB\xBFlet y = 2").codes() == std::vector{1003});
}

TEST_CASE("spans point at the bytes") {
  const ParsedSource source("service zk {\n  memory = (2GiB)\n}");
  const auto& block = std::get<herdc::ast::Block>(source.file.items.at(0).node);
  const auto& field = std::get<herdc::ast::Field>(block.body.items.at(0).node);
  CHECK(source.sources.text(block.kind.span) == "service");
  CHECK(source.sources.text(block.label->span) == "zk");
  CHECK(source.sources.text(field.key.span) == "memory");
  CHECK(source.sources.text(field.value.span) == "(2GiB)");
  CHECK(source.sources.place(field.value.span) == "test.herd:2");
}
