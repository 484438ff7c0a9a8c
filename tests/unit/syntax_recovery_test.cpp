#include <catch2/catch.hpp>

#include "syntax_source.h"

namespace {

using Codes = std::vector<int>;

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t number = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++number;
  return number;
}

}  // namespace

TEST_CASE("a broken declaration costs only itself") {
  const ParsedSource source("let a = 1\nlet b = = 2\nlet c = 3\n");
  CHECK(source.codes() == Codes{1050});
  CHECK(source.tree() == "let a\n  number 1\nlet c\n  number 3\n");
  CHECK(source.file.broken);
}

TEST_CASE("several mistakes in one block are found once each, and its sound items stay") {
  const ParsedSource source(R"(service zk {
  memory =
  cpus = 1
  on: ops
  env {
    A = 1 +
    B = 2
  }
  args = ["a" "b"]
  image = std.x.y
})");
  CHECK(source.codes() == Codes{1050, 1053, 1050, 1051});
  CHECK(source.tree() ==
        "block service\n  label zk\n  field cpus\n    number 1\n  block env\n    field B\n      number 2\n"
        "  field image\n    access\n      name std\n      .x\n      .y\n");
  const auto& block = std::get<herdc::ast::Block>(source.file.items.at(0).node);
  CHECK(block.body.broken);
}

TEST_CASE("the body of a block whose header is wrong is read for its mistakes") {
  CHECK(ParsedSource("service zoo keeper {\n  memory: 2GiB\n  env {\n    A =\n  }\n}\n").codes() ==
        Codes{1057, 1053, 1050});
  CHECK(ParsedSource("service a extends b {\n  x = 1\n}\nlet y = 2\n").codes() == Codes{1061});
  CHECK(ParsedSource("component service { x = }\n").codes() == Codes{1074, 1050});
}

TEST_CASE("a body without a mistake is not broken") {
  const ParsedSource source("a { x = 2g }\nb { y = 1 }\nc { z = 007 }");
  CHECK(source.codes() == Codes{1025, 1026});
  const auto broken = [&](std::size_t i) {
    return std::get<herdc::ast::Block>(source.file.items.at(i).node).body.broken;
  };
  CHECK_FALSE(broken(0));
  CHECK_FALSE(broken(1));
  CHECK(broken(2));
}

TEST_CASE("a bracket that is never closed ends before the next declaration") {
  const ParsedSource source("service a {\n  x = [1, 2\n  y = 3\n}\nservice b {\n  z = 1\n\nservice c { }\n");
  CHECK(source.codes() == Codes{1040, 1040});
  CHECK(source.messages().find("test.herd:2:7") != std::string::npos);
  CHECK(source.messages().find("test.herd:5:11") != std::string::npos);
  CHECK(source.tree() ==
        "block service\n  label a\n  field x\n    list\n      number 1\n      number 2\n  field y\n    "
        "number 3\n"
        "block service\n  label b\n  field z\n    number 1\nblock service\n  label c\n");
}

TEST_CASE("indentation tells which of two blocks was not closed") {
  const ParsedSource source("service a {\n  env {\n    A = 1\n  memory = 2GiB\n}\nservice b { }\n");
  CHECK(source.codes() == Codes{1040});
  CHECK(source.messages().find("test.herd:2:7") != std::string::npos);
  CHECK(
      source.tree() ==
      "block service\n  label a\n  block env\n    field A\n      number 1\n  field memory\n    number 2GiB\n"
      "block service\n  label b\n");
  CHECK(source.file.broken);
}

TEST_CASE("blocks without indentation are fine while their brackets match") {
  const ParsedSource source("service a {\nenv {\nA = 1\n}\nlet x = [\n1,\n2\n]\n}\n");
  CHECK(source.codes().empty());
}

TEST_CASE("a block that was closed too early") {
  const ParsedSource source("service a {\n  env { A = 1 } }\n  memory = 2GiB\n}\nservice b { }\n");
  CHECK(source.codes() == Codes{1044});
  CHECK(source.tree() ==
        "block service\n  label a\n  block env\n    field A\n      number 1\nblock service\n  label b\n");
}

TEST_CASE("text that takes the rest of its line takes no bracket message with it") {
  CHECK(ParsedSource("service a { x = \"foo }\nservice b { }\n").codes() == Codes{1020});
}

TEST_CASE("after 200 mistakes the rest of a file is not shown") {
  const ParsedSource source(repeat("a = \n", 201));
  CHECK(source.found().size() == 201);
  CHECK(count(source.messages(), "HERD1013") == 1);
  CHECK(ParsedSource(repeat("a = \n", 200)).found().size() == 200);
}
