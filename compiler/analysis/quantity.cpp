#include "compiler/analysis/quantity.h"

#include <fmt/format.h>

#include <array>

namespace herdc::analysis {
namespace {

struct Unit {
  std::string_view name;
  std::int64_t factor;
};
// Largest first, for writing.
constexpr std::array byte_units = {Unit{"TiB", std::int64_t{1} << 40}, Unit{"GiB", 1 << 30},
                                   Unit{"MiB", 1 << 20}, Unit{"KiB", 1 << 10}, Unit{"B", 1}};
constexpr std::array time_units = {Unit{"d", 86'400'000}, Unit{"h", 3'600'000}, Unit{"min", 60'000},
                                   Unit{"s", 1000}, Unit{"ms", 1}};

template <class Units>
const Unit* find_unit(const Units& units, std::string_view name) {
  for (const auto& unit : units)
    if (unit.name == name) return &unit;
  return nullptr;
}

/// digits × factor as a whole number.
std::optional<std::int64_t> scaled(std::string_view digits, std::int64_t factor) {
  if (digits.find('.') == std::string_view::npos) {
    const auto whole = parse_integer(digits);
    return whole ? multiply(*whole, factor) : std::nullopt;
  }
  __extension__ using Wide = __int128;  // the product may be past 64 bits where the result itself fits
  const auto number = Decimal::parse(digits);
  if (!number) return std::nullopt;
  const Wide product = Wide{number->millionths()} * factor;
  if (product % Decimal::scale != 0 || product / Decimal::scale > INT64_MAX) return std::nullopt;
  return static_cast<std::int64_t>(product / Decimal::scale);
}

std::optional<model::Value::Data> plain(std::string_view digits) {
  if (digits.find('.') != std::string_view::npos) {
    const auto number = Decimal::parse(digits);
    return number ? std::optional<model::Value::Data>(*number) : std::nullopt;
  }
  const auto integer = parse_integer(digits);
  return integer ? std::optional<model::Value::Data>(*integer) : std::nullopt;
}

template <class Units>
std::string in_units(std::int64_t value, const Units& units) {
  for (const auto& unit : units)
    if (value != 0 && value % unit.factor == 0) return fmt::format("{}{}", value / unit.factor, unit.name);
  return fmt::format("0{}", units.back().name);
}

}  // namespace

std::optional<model::Value::Data> parse_quantity(std::string_view digits, std::string_view unit) {
  if (unit.empty()) return plain(digits);
  if (const auto* bytes = find_unit(byte_units, unit)) {
    const auto count = scaled(digits, bytes->factor);
    return count ? std::optional<model::Value::Data>(model::Bytes{*count}) : std::nullopt;
  }
  const auto* time = find_unit(time_units, unit);
  const auto milliseconds = time != nullptr ? scaled(digits, time->factor) : std::nullopt;
  return milliseconds ? std::optional<model::Value::Data>(model::Duration{*milliseconds}) : std::nullopt;
}

std::optional<model::Value::Data> parse_quantity(std::string_view text) {
  const auto end = text.find_first_not_of("0123456789.");
  const auto digits = text.substr(0, end);
  if (digits.size() > 1 && digits[0] == '0' && is_digit(digits[1])) return std::nullopt;
  return parse_quantity(digits, end == std::string_view::npos ? "" : text.substr(end));
}

std::string to_text(model::Bytes value) {
  return in_units(value.count, byte_units);
}
std::string to_text(model::Duration value) {
  return in_units(value.milliseconds, time_units);
}

}  // namespace herdc::analysis
