#include <pthread.h>

#include <catch2/catch.hpp>
#include <functional>

#include "syntax_source.h"

namespace {

using Codes = std::vector<int>;

void* call(void* work) {
  (*static_cast<std::function<void()>*>(work))();
  return nullptr;
}

/// Parses, dumps and destroys on a thread with a stack of 1 MiB.
Codes codes_on_small_stack(const std::string& text) {
  Codes codes;
  std::function<void()> work = [&] {
    const ParsedSource source(text);
    codes = source.codes();
    source.tree();
  };
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, 1u << 20);
  pthread_t thread;
  REQUIRE(pthread_create(&thread, &attributes, call, &work) == 0);
  pthread_join(thread, nullptr);
  pthread_attr_destroy(&attributes);
  return codes;
}

/// `depth` levels of one kind of nesting around a value or block.
struct Shape {
  const char* name;
  std::string before, open, middle, close, after;
  std::string nested(std::size_t depth) const {
    return before + repeat(open, depth) + middle + repeat(close, depth) + after;
  }
};

const std::vector<Shape> shapes = {
    {"parentheses", "a = ", "(", "1", ")", ""},
    {"lists", "a = ", "[", "", "]", ""},
    {"maps", "a = ", "{b = ", "1", "}", ""},
    {"blocks", "", "a {", "", "}", ""},
    {"calls", "a = ", "f(", "1", ")", ""},
    {"indexes", "a = b", "[b", "", "]", ""},
    {"interpolations", "a = ", "\"\\(", "1", ")\"", ""},
    {"block interpolations and text", "a = \"\"\"\\(", "\"\\(", "1", ")\"", ")\"\"\""},
    {"minus", "a = ", "-", "1", "", ""},
    {"not", "a = ", "not ", "b", "", ""},
    {"choices on the right", "a = ", "if b then c else ", "d", "", ""},
    {"choices in the middle", "a = ", "if b then ", "c", " else d", ""},
    {"choices in front", "a = ", "if ", "b", " then c else d", ""},
    {"comprehensions", "a = ", "[for x in ", "b", ": x]", ""},
    {"types", "param a : ", "list(", "int", ")", ""},
};

/// Of the text around those that stand in one.
std::size_t own_levels(const Shape& shape) {
  return shape.before.find("\\(") == std::string::npos ? 0 : 1;
}

}  // namespace

TEST_CASE("nesting up to the limit is a result, one more a diagnostic, also on a stack of 1 MiB") {
  for (const auto& shape : shapes) {
    INFO(shape.name);
    const auto limit = herdc::Limits{}.nesting - own_levels(shape);
    CHECK(codes_on_small_stack(shape.nested(limit)).empty());
    CHECK(codes_on_small_stack(shape.nested(limit + 1)) == Codes{1012});
  }
}

TEST_CASE("nesting of 100,000 is one diagnostic") {
  for (const auto& shape : shapes) {
    INFO(shape.name);
    CHECK(codes_on_small_stack(shape.nested(100'000)) == Codes{1012});
  }
  for (const std::string open : {"[", "{", "(", "a {", "a = \"\\(", "a = [", "a = if b then ", "a = -"})
    CHECK(codes_on_small_stack(repeat(open, 100'000)).size() == 1);
  for (const std::string open : {"service a {", "service a {\n", "service ab {\n  on = [\n", "env {\r\n"})
    CHECK(codes_on_small_stack(repeat(open, 100'000)) == Codes{1012});
}

TEST_CASE("mixed nesting counts all kinds") {
  const auto mixed = [](std::size_t rest) {
    return "a = " + repeat("([-", 85) + repeat("-", rest) + "1" + repeat("])", 85);
  };
  CHECK(codes_on_small_stack(mixed(1)).empty());
  CHECK(codes_on_small_stack(mixed(2)) == Codes{1012});
}

TEST_CASE("siblings do not count as nesting") {
  CHECK(codes_on_small_stack("a = [" + repeat("-1, if b then 1 else 2, (1), [1],", 1000) + "]").empty());
  CHECK(codes_on_small_stack("a = " + repeat("- -1 + ", 1000) + "1").empty());
  CHECK(codes_on_small_stack(repeat("a { b = if c then 1 else 2\n d = not not e }\n", 1000)).empty());
}

TEST_CASE("chains of 200,000 links are flat") {
  CHECK(codes_on_small_stack("a = 1" + repeat(" + 1", 200'000)).empty());
  CHECK(codes_on_small_stack("a = b" + repeat(".b", 200'000)).empty());
  CHECK(codes_on_small_stack("remove a" + repeat(".b", 200'000)).empty());
}

TEST_CASE("chains of other links are flat too") {
  for (const auto* link : {" - 1", " * 1", " or b", " and b", "[1]", ".b[1]"}) {
    INFO(link);
    CHECK(codes_on_small_stack("a = b" + repeat(link, 20'000)).empty());
  }
  CHECK(codes_on_small_stack("a = [" + repeat("1,", 20'000) + "]").empty());
  CHECK(codes_on_small_stack("param a : \"x\"" + repeat(" | \"y\"", 20'000)).empty());
}

TEST_CASE("bytes that are no text") {
  CHECK(codes_on_small_stack("").empty());
  CHECK(codes_on_small_stack("\xEF\xBB\xBF").empty());
  CHECK(codes_on_small_stack(std::string(1, '\0')) == Codes{1002});
  for (const std::string bytes :
       {"\xC0\xAF", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xE2", "a = \"\xFF\"", "# \x80"})
    CHECK(codes_on_small_stack(bytes) == Codes{1001});
  CHECK(ParsedSource("a = 1\nb = \"\xFF\"").messages().find("byte 0xFF at offset 11") != std::string::npos);
  CHECK(codes_on_small_stack("a = \"\xE2\x80\xAE\" # \xE2\x81\xA6") == Codes{1003, 1003});
  CHECK(codes_on_small_stack("a = \"\x1b[31m\"") == Codes{1002});
}

TEST_CASE("floods end") {
  for (const std::string part : {"/*", "\"${", "\"\"\"\\(", "'", "}", ")", "=", "é ", "\"", "a b ",
                                 "for in if then else ", ")]}", "([{"}) {
    INFO(part);
    CHECK(codes_on_small_stack(repeat(part, 20'000)).size() <= 201);
  }
  CHECK(codes_on_small_stack(repeat("service ab {\n}}", 20'000)).size() <= 201);
  CHECK(codes_on_small_stack("a = \"" + repeat("a", 1'000'000)) == Codes{1020});
}

TEST_CASE("a file has at most so many bytes and tokens") {
  using herdc::syntax::max_file_bytes;
  using herdc::syntax::max_tokens;
  CHECK(ParsedSource(repeat("#", max_file_bytes)).codes().empty());
  CHECK(ParsedSource(repeat("#", max_file_bytes + 1)).codes() == Codes{1010});
  CHECK(ParsedSource(repeat(",", max_tokens)).codes().empty());
  CHECK(ParsedSource(repeat(",", max_tokens + 1)).codes() == Codes{1011});
}
