#include <catch2/catch.hpp>

#include "compiler/base/json.h"
#include "compiler/base/spelling.h"
#include "compiler/base/text.h"
#include "compiler/base/utf8.h"

namespace herdc {
namespace {

TEST_CASE("natural order is total and compares digits by value") {
  const std::vector<std::string> sorted = {"",      "a",      "a1",   "a2",   "a10",   "a10b",
                                           "a10b2", "a10b11", "a100", "ops9", "ops10", "ops100"};
  for (std::size_t i = 0; i < sorted.size(); ++i)
    for (std::size_t j = 0; j < sorted.size(); ++j) {
      CAPTURE(sorted[i], sorted[j]);
      CHECK(natural_less(sorted[i], sorted[j]) == (i < j));
    }
  // Equal by value only: one of the two comes first, and the same one from both sides.
  CHECK(natural_less("a1", "a01") != natural_less("a01", "a1"));
  CHECK_FALSE(natural_less("a01", "a01"));
  CHECK(natural_less("a99999999999999999999999998", "a99999999999999999999999999"));
}

TEST_CASE("printable text cannot steer a terminal") {
  CHECK(printable("plain é 漢 🐑") == "plain é 漢 🐑");
  CHECK(printable("\x1b[31m") == "\\u{1b}[31m");
  CHECK(printable(std::string_view("a\0b", 3)) == "a\\u{0}b");
  CHECK(printable("\u202ex") == "\\u{202e}x");
  CHECK(printable("\u0085") == "\\u{85}");
  const auto invalid = printable("\xff\xc3");
  CHECK_FALSE(utf8::first_invalid(invalid));
  for (int byte = 0; byte < 256; ++byte)
    for (const char c : printable(std::string(3, static_cast<char>(byte)))) {
      const auto shown = static_cast<unsigned char>(c);
      CHECK((shown >= 0x20 && shown != 0x7F));
    }
}

TEST_CASE("texts are taken apart, put together and enumerated") {
  CHECK(split("a,b,,c", ",") == std::vector<std::string>{"a", "b", "", "c"});
  CHECK(split("", ",") == std::vector<std::string>{""});
  CHECK(join({"a", "b"}, ", ") == "a, b");
  CHECK(join({}, ", ").empty());
  CHECK(replace_all("aaa", "aa", "b") == "ba");
  CHECK(enumerate({}).empty());
  CHECK(enumerate({"a"}) == "a");
  CHECK(enumerate({"a", "b"}) == "a and b");
  CHECK(enumerate({"a", "b", "c"}, "or") == "a, b or c");
  CHECK(to_lower("ABC É") == "abc É");
}

TEST_CASE("the nearest word") {
  const std::vector<std::string> kinds = {"cluster", "machines", "base", "image", "volume", "service"};
  CHECK(nearest("servce", kinds) == "service");
  CHECK(nearest("imgae", kinds) == "image");
  CHECK(nearest("volumes", kinds) == "volume");
  CHECK_FALSE(nearest("container", kinds));
  CHECK_FALSE(nearest("x", kinds));
  CHECK_FALSE(nearest("", kinds));
  CHECK_FALSE(nearest(std::string(10'000, 's'), kinds));
  CHECK(nearest("aab", {"aac", "aad"}) == "aac");
  CHECK(did_you_mean("memroy", {"memory"}) == "did you mean `memory`?");
  CHECK(did_you_mean("qqqq", {"memory"}).empty());
}

TEST_CASE("a long text is shortened between characters") {
  CHECK(utf8::shortened("abc", 3) == "abc");
  CHECK(utf8::shortened("abcd", 3) == "ab…");
  CHECK(utf8::shortened("éééé", 4) == "éééé");
  CHECK(utf8::shortened("ééééé", 4) == "ééé…");
  CHECK(utf8::shortened("\xff\xff\xff", 2) == "\xff…");
}

TEST_CASE("UTF-8 is decoded strictly") {
  for (const std::string good :
       {"", "a", "é", "漢", "🐑", "\u007f", "\u0080", "\u07ff", "\u0800", "\uffff", "\U0010ffff"})
    CHECK_FALSE(utf8::first_invalid(good));
  const std::vector<std::string> bad = {"\x80",
                                        "\xbf",
                                        "\xc0\x80",
                                        "\xc1\xbf",
                                        "\xc3",
                                        "\xe0\x80\x80",
                                        "\xe2\x82",
                                        "\xed\xa0\x80",
                                        "\xed\xbf\xbf",
                                        "\xf0\x80\x80\x80",
                                        "\xf4\x90\x80\x80",
                                        "\xf5\x80\x80\x80",
                                        "\xfe",
                                        "\xff",
                                        "\xc3\x28"};
  for (const auto& bytes : bad) {
    CHECK(utf8::first_invalid(bytes) == 0);
    CHECK(utf8::first_invalid("ab" + bytes + "c") == 2);
  }
  for (const char32_t code_point : {U'\0', U'a', U'é', U'\uffff', U'\U0010ffff'}) {
    std::string text;
    utf8::append(text, code_point);
    const auto decoded = utf8::decode(text, 0);
    CHECK(decoded.code_point == code_point);
    CHECK(decoded.size == text.size());
  }
  CHECK_FALSE(utf8::is_scalar(0xD800));
  CHECK_FALSE(utf8::is_scalar(0x110000));
  CHECK(utf8::length("é漢") == 2);
  CHECK(utf8::length("\xff\xff") == 2);
}

TEST_CASE("JSON that hides something is refused") {
  for (const std::string text :
       {R"({"a": 1, "a": 1})", R"({"a": {"b": 1, "b": 2}})", R"({"a": 1, "\u0061": 2})"}) {
    CAPTURE(text);
    CHECK_FALSE(json::parse(text));
  }
  const auto nested = [](std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
  CHECK(json::parse(nested(64)));
  CHECK_FALSE(json::parse(nested(65)));
  CHECK_FALSE(json::parse(nested(1'000'000)));
  CHECK_FALSE(json::parse(std::string(1'000'000, '[')));
  for (const std::string text : {"", "{", "nul", "1.5", "1e3", "99999999999999999999", "[1,]", "{} x", "'a'",
                                 "\"\xff\"", "\"\\ud800\"", "\xef\xbb\xbf{", "// c\n1"}) {
    CAPTURE(text);
    CHECK_FALSE(json::parse(text));
  }
}

TEST_CASE("JSON is written the same way every time, and read back") {
  const json::Value value = json::Value::Object{{"b", json::Value::Array{1, true, json::Value{}, "x"}},
                                                {"a", "é\n\"\\\x01"},
                                                {"c", json::Value::Object{}},
                                                {"n", std::int64_t{INT64_MIN}}};
  const auto text = json::write(value);
  CHECK(text.ends_with("\n"));
  CHECK(text.find("\"a\"") < text.find("\"b\""));
  CHECK(text.find("é") != std::string::npos);
  const auto again = json::parse(text);
  REQUIRE(again);
  CHECK(json::write(*again) == text);
  CHECK(*again->member("n")->integer() == INT64_MIN);
  CHECK(again->member("nothing") == nullptr);
}

}  // namespace
}  // namespace herdc
