#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace herdc {

/// The language's `number`: an exact decimal with at most six fractional digits, held as millionths in 64
/// bits. Operations whose exact result does not fit yield nothing; none of them rounds.
class Decimal {
 public:
  static constexpr std::int64_t scale = 1'000'000;

  constexpr Decimal() = default;
  static std::optional<Decimal> from_integer(std::int64_t value);
  static constexpr Decimal from_millionths(std::int64_t value) { return Decimal(value); }
  /// "12", "0.5", "-3.25".
  static std::optional<Decimal> parse(std::string_view text);

  constexpr std::int64_t millionths() const { return millionths_; }
  constexpr bool is_integer() const { return millionths_ % scale == 0; }
  constexpr std::int64_t floor() const { return millionths_ / scale - (millionths_ % scale < 0 ? 1 : 0); }
  /// Shortest form: "0.5", "2".
  std::string to_text() const;

  constexpr auto operator<=>(const Decimal&) const = default;

 private:
  constexpr explicit Decimal(std::int64_t millionths) : millionths_(millionths) {}
  std::int64_t millionths_ = 0;
};

std::optional<Decimal> add(Decimal left, Decimal right);
std::optional<Decimal> subtract(Decimal left, Decimal right);
std::optional<Decimal> multiply(Decimal left, Decimal right);
/// Nothing when `right` is zero or the quotient has more than six fractional digits.
std::optional<Decimal> divide(Decimal left, Decimal right);

/// A whole number of 64 bits: "12", "-9223372036854775808".
std::optional<std::int64_t> parse_integer(std::string_view text);

/// 64-bit integers with the same promise.
std::optional<std::int64_t> add(std::int64_t left, std::int64_t right);
std::optional<std::int64_t> subtract(std::int64_t left, std::int64_t right);
std::optional<std::int64_t> multiply(std::int64_t left, std::int64_t right);

}  // namespace herdc
