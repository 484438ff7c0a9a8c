#include <catch2/catch.hpp>

#include "compiler/base/decimal.h"

namespace herdc {
namespace {

Decimal decimal(std::string_view text) {
  const auto value = Decimal::parse(text);
  REQUIRE(value);
  return *value;
}

TEST_CASE("a decimal is read and written exactly") {
  for (const std::string text : {"0", "1", "0.5", "0.1", "0.000001", "-3.25", "-0.000001", "123456.789012",
                                 "9223372036854.775807", "-9223372036854.775808"})
    CHECK(decimal(text).to_text() == text);
  CHECK(decimal("2.50").to_text() == "2.5");
  CHECK(decimal("-0").to_text() == "0");
}

TEST_CASE("what is no decimal is refused") {
  for (const auto* text : {"", "-", ".", ".5", "1.", "1.2.3", "1e3", "+1", " 1", "1 ", "0x10", "--1", "1,5",
                           "0.0000001", "9223372036854.775808", "99999999999999999999", "1.-5"})
    CHECK_FALSE(Decimal::parse(text));
}

TEST_CASE("arithmetic is exact or gives nothing") {
  CHECK(add(decimal("0.1"), decimal("0.2")) == decimal("0.3"));
  CHECK(subtract(decimal("0.3"), decimal("0.1")) == decimal("0.2"));
  CHECK(multiply(decimal("0.001"), decimal("0.001")) == decimal("0.000001"));
  CHECK_FALSE(multiply(decimal("0.0001"), decimal("0.001")));
  CHECK(divide(decimal("1"), decimal("8")) == decimal("0.125"));
  CHECK_FALSE(divide(decimal("1"), decimal("3")));
  CHECK_FALSE(divide(decimal("1"), decimal("0")));
  CHECK(divide(decimal("-1"), decimal("4")) == decimal("-0.25"));
}

TEST_CASE("the ends of the range") {
  const auto most = Decimal::from_millionths(INT64_MAX);
  const auto least = Decimal::from_millionths(INT64_MIN);
  const auto step = Decimal::from_millionths(1);
  CHECK_FALSE(add(most, step));
  CHECK_FALSE(subtract(least, step));
  CHECK_FALSE(multiply(least, decimal("-1")));
  CHECK_FALSE(divide(least, decimal("-1")));
  CHECK_FALSE(Decimal::from_integer(INT64_MAX));
  CHECK(most.floor() == 9223372036854);
  CHECK(least.floor() == -9223372036855);
  CHECK_FALSE(add(std::int64_t{INT64_MAX}, std::int64_t{1}));
  CHECK_FALSE(subtract(std::int64_t{INT64_MIN}, std::int64_t{1}));
  CHECK_FALSE(multiply(std::int64_t{INT64_MIN}, std::int64_t{-1}));
  CHECK(multiply(std::int64_t{1} << 31, std::int64_t{1} << 31) == std::int64_t{1} << 62);
}

TEST_CASE("floor goes down, also below zero") {
  CHECK(decimal("2.5").floor() == 2);
  CHECK(decimal("-2.5").floor() == -3);
  CHECK(decimal("-2").floor() == -2);
  CHECK(decimal("-2").is_integer());
}

}  // namespace
}  // namespace herdc
