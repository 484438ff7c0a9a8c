#include "compiler/base/decimal.h"

#include <fmt/format.h>

#include <charconv>

#include "compiler/base/text.h"

namespace herdc {
namespace {

__extension__ using Wide = __int128;

std::optional<std::int64_t> narrow(Wide value) {
  if (value > INT64_MAX || value < INT64_MIN) return std::nullopt;
  return static_cast<std::int64_t>(value);
}

std::optional<Decimal> decimal(Wide millionths) {
  const auto value = narrow(millionths);
  if (!value) return std::nullopt;
  return Decimal::from_millionths(*value);
}

}  // namespace

std::optional<Decimal> Decimal::from_integer(std::int64_t value) {
  return decimal(Wide{value} * scale);
}

std::optional<Decimal> Decimal::parse(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  const auto point = text.find('.');
  const std::string_view whole = text.substr(0, point);
  const std::string_view fraction = point == std::string_view::npos ? "" : text.substr(point + 1);
  if (whole.empty() || whole.size() > 18 || fraction.size() > 6 || text.ends_with('.')) return std::nullopt;
  Wide value = 0;
  for (const char c : std::string(whole) + std::string(fraction) + std::string(6 - fraction.size(), '0')) {
    if (!is_digit(c)) return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return decimal(negative ? -value : value);
}

std::string Decimal::to_text() const {
  const bool negative = millionths_ < 0;
  const auto magnitude =
      negative ? 0 - static_cast<std::uint64_t>(millionths_) : static_cast<std::uint64_t>(millionths_);
  std::string text = fmt::format("{}{}.{:06}", negative ? "-" : "", magnitude / scale, magnitude % scale);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.ends_with('.')) text.pop_back();
  return text;
}

std::optional<Decimal> add(Decimal l, Decimal r) {
  return decimal(Wide{l.millionths()} + r.millionths());
}
std::optional<Decimal> subtract(Decimal l, Decimal r) {
  return decimal(Wide{l.millionths()} - r.millionths());
}

std::optional<Decimal> multiply(Decimal l, Decimal r) {
  const Wide product = Wide{l.millionths()} * r.millionths();
  if (product % Decimal::scale != 0) return std::nullopt;
  return decimal(product / Decimal::scale);
}

std::optional<Decimal> divide(Decimal l, Decimal r) {
  if (r.millionths() == 0) return std::nullopt;
  const Wide dividend = Wide{l.millionths()} * Decimal::scale;
  if (dividend % r.millionths() != 0) return std::nullopt;
  return decimal(dividend / r.millionths());
}

std::optional<std::int64_t> parse_integer(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<std::int64_t> add(std::int64_t l, std::int64_t r) {
  return narrow(Wide{l} + r);
}
std::optional<std::int64_t> subtract(std::int64_t l, std::int64_t r) {
  return narrow(Wide{l} - r);
}
std::optional<std::int64_t> multiply(std::int64_t l, std::int64_t r) {
  return narrow(Wide{l} * r);
}

}  // namespace herdc
