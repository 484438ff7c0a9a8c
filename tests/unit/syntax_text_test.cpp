#include <catch2/catch.hpp>

#include "syntax_source.h"

namespace {

/// The constant value of the text that `literal` is written as.
std::string text_of(const std::string& literal) {
  const ParsedSource source("let x = " + literal);
  INFO(source.messages());
  REQUIRE(source.codes().empty());
  const auto& binding = std::get<herdc::ast::Binding>(source.file.items.at(0).node);
  const auto* constant = std::get<herdc::ast::Text>(binding.value.node).constant();
  REQUIRE(constant != nullptr);
  return *constant;
}

std::string tree_of(const std::string& literal) {
  const ParsedSource source("let x = " + literal);
  INFO(source.messages());
  CHECK(source.codes().empty());
  return source.tree();
}

}  // namespace

TEST_CASE("text keeps what stands between its quotes") {
  CHECK(text_of(R"h("")h").empty());
  CHECK(text_of(R"h("plain")h") == "plain");
  CHECK(text_of(R"h("${HOME} %d {x} 100% # no comment")h") == "${HOME} %d {x} 100% # no comment");
  CHECK(text_of("\"größe\"") == "größe");
}

TEST_CASE("escapes") {
  CHECK(text_of(R"h("a\n\t\"\\b")h") == "a\n\t\"\\b");
  CHECK(text_of(R"h("\u{e9}\u{1F600}")h") == "é😀");
  CHECK(text_of(R"h("\\(x)")h") == "\\(x)");
}

TEST_CASE("text in triple quotes loses its first newline and the indentation of its last line") {
  CHECK(text_of("\"\"\"\n    one\n      two\n\n    \"\"\"") == "one\n  two\n\n");
  CHECK(text_of("\"\"\"one \"quoted\" two\"\"\"") == "one \"quoted\" two");
  CHECK(text_of("\"\"\"\n  a\n  b\"\"\"") == "a\nb");
  CHECK(text_of("\"\"\"\r\n  a\r\n  b\r\n  \"\"\"") == "a\nb\n");
  CHECK(text_of("\"\"\"\n  a\\n\\\\\n  \"\"\"") == "a\n\\\n");
  CHECK(text_of("\"\"\"\"\"\"").empty());
  CHECK(ParsedSource("let x = \"\"\"\n   a\n  b\n   \"\"\"").codes() == std::vector{1029});
}

TEST_CASE("interpolated values stand between the literal parts, and may hold text themselves") {
  CHECK(tree_of(R"h("a\(b)c")h") == "let x\n  text\n    \"a\"\n    \\()\n      name b\n    \"c\"\n");
  CHECK(tree_of(R"h("\(b)\(c)")h") == "let x\n  text\n    \\()\n      name b\n    \\()\n      name c\n");
  CHECK(tree_of(R"h("\(join([a, (b)], ","))")h") ==
        "let x\n  text\n    \\()\n      call join\n        list\n          name a\n          name b\n        "
        "text \",\"\n");
  CHECK(
      tree_of(R"h("1\("2\("3")")")h") ==
      "let x\n  text\n    \"1\"\n    \\()\n      text\n        \"2\"\n        \\()\n          text \"3\"\n");
  CHECK(tree_of("\"\"\"\n  a \\(b +\n    c) d\n  \"\"\"") ==
        "let x\n  text\n    \"a \"\n    \\()\n      chain\n        name b\n        +\n          name c\n    "
        "\" d\\n\"\n");
}

TEST_CASE("numbers keep their digits and their unit") {
  CHECK(tree_of("0.5") == "let x\n  number 0.5\n");
  CHECK(tree_of("0") == "let x\n  number 0\n");
  CHECK(tree_of("20min") == "let x\n  number 20min\n");
  CHECK(tree_of("1..3") == "let x\n  chain\n    number 1\n    ..\n      number 3\n");
}

TEST_CASE("a unit of another program is replaced by the one that was meant") {
  const ParsedSource source("let a = 2GB\nlet b = 10sec\nlet c = 3 MiB");
  CHECK(source.codes() == std::vector{1025, 1025, 1028});
  CHECK(source.tree() == "let a\n  number 2GiB\nlet b\n  number 10s\nlet c\n  number 3MiB\n");
}
