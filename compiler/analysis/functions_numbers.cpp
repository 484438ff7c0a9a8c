#include <array>

#include "compiler/analysis/given.h"
#include "compiler/analysis/text_types.h"
#include "compiler/base/text.h"

namespace herdc::analysis {
namespace {

using model::Bytes;
using model::Duration;
using model::List;

std::optional<std::pair<std::int64_t, std::int64_t>> division(const Given& given) {
  const auto* dividend = given.integer(0);
  const auto* divisor = dividend == nullptr ? nullptr : given.integer(1);
  if (dividend == nullptr || divisor == nullptr) return std::nullopt;
  if (*divisor != 0 && *divisor != -1) return std::pair{*dividend, *divisor};
  if (*divisor == 0)
    given.evaluator.report(given.frame, catalog::division_by_zero, given.span);
  else
    given.wrong(1, "a divisor other than -1");
  return std::nullopt;
}

/// Rounds towards minus infinity, so that mod is never negative for a positive divisor.
Maybe div_integers(const Given& given) {
  const auto numbers = division(given);
  if (!numbers) return std::nullopt;
  const auto [a, b] = *numbers;
  return given.give(a / b - ((a % b != 0) && ((a < 0) != (b < 0)) ? 1 : 0));
}

Maybe mod_integers(const Given& given) {
  const auto numbers = division(given);
  if (!numbers) return std::nullopt;
  const auto [a, b] = *numbers;
  return given.give(a % b + ((a % b != 0) && ((a < 0) != (b < 0)) ? b : 0));
}

Maybe floor_number(const Given& given) {
  if (given[0].get<std::int64_t>() != nullptr) return given.give(given[0].data);
  const auto* number = given.take<Decimal>(0, "a number");
  return number == nullptr ? std::nullopt : given.give(number->floor());
}

Maybe ceil_number(const Given& given) {
  if (given[0].get<std::int64_t>() != nullptr) return given.give(given[0].data);
  const auto* number = given.take<Decimal>(0, "a number");
  return number == nullptr ? std::nullopt : given.give(number->floor() + (number->is_integer() ? 0 : 1));
}

/// Smallest majority: of a list, or of a number of members.
Maybe quorum_of(const Given& given) {
  if (const auto* list = given[0].get<List>())
    return given.give(static_cast<std::int64_t>(list->size() / 2 + 1));
  const auto* number = given[0].get<std::int64_t>();
  if (number == nullptr || *number < 1) return given.wrong(0, "a list, or a number of members");
  return given.give(*number / 2 + 1);
}

Maybe whole_units(const Given& given, std::int64_t count, std::int64_t unit) {
  if (count % unit != 0) return given.inexact();
  return given.give(count / unit);
}

Maybe mib_of(const Given& given) {
  const auto* bytes = given.take<Bytes>(0, "bytes");
  return bytes == nullptr ? std::nullopt : whole_units(given, bytes->count, 1 << 20);
}

Maybe seconds_of(const Given& given) {
  const auto* time = given.take<Duration>(0, "a duration");
  return time == nullptr ? std::nullopt : whole_units(given, time->milliseconds, 1000);
}

/// cidr_host("10.0.0.0/24", 5) is "10.0.0.5"
Maybe cidr_host_of(const Given& given) {
  const auto* network = given.text(0);
  const auto* number = network == nullptr ? nullptr : given.integer(1);
  if (network == nullptr || number == nullptr) return std::nullopt;
  if (!text_type_problem(schema::Scalar::cidr, *network).empty())
    return given.wrong(0, "a network such as \"10.0.0.0/24\"");
  std::uint64_t address = 0;
  const auto slash = network->find('/');
  for (const auto& part : split(network->substr(0, slash), "."))
    address = address * 256 + static_cast<std::uint64_t>(Decimal::parse(part)->floor());
  const auto free_bits = 32 - Decimal::parse(network->substr(slash + 1))->floor();
  const std::uint64_t hosts = std::uint64_t{1} << free_bits;
  if (*number < 0 || static_cast<std::uint64_t>(*number) >= hosts)
    return given.wrong(1, fmt::format("a number from 0 to {}", hosts - 1));
  const std::uint64_t result = address / hosts * hosts + static_cast<std::uint64_t>(*number);
  return given.give_text(
      fmt::format("{}.{}.{}.{}", result >> 24, (result >> 16) & 255, (result >> 8) & 255, result & 255));
}

constexpr std::array functions = {
    Function{"div", 2, 2, div_integers, nullptr, "div(7, 2) is 3"},
    Function{"mod", 2, 2, mod_integers, nullptr, "mod(7, 2) is 1"},
    Function{"floor", 1, 1, floor_number, nullptr, "floor(number)"},
    Function{"ceil", 1, 1, ceil_number, nullptr, "ceil(number)"},
    Function{"quorum", 1, 1, quorum_of, nullptr, "quorum(self.hosts)"},
    Function{"mib", 1, 1, mib_of, nullptr, "mib(2GiB) is 2048"},
    Function{"seconds", 1, 1, seconds_of, nullptr, "seconds(2min) is 120"},
    Function{"cidr_host", 2, 2, cidr_host_of, nullptr, "cidr_host(\"10.0.0.0/24\", 5) is \"10.0.0.5\""},
};

}  // namespace

std::span<const Function> number_functions() {
  return functions;
}

}  // namespace herdc::analysis
