#include "compiler/syntax/units.h"

#include <algorithm>
#include <array>

#include "compiler/base/text.h"

namespace herdc::syntax {
namespace {

constexpr std::array<std::string_view, 10> units = {"B",  "KiB", "MiB", "GiB", "TiB",
                                                    "ms", "s",   "min", "h",   "d"};

struct Foreign {
  std::string_view spelling;  // in lower case
  std::array<std::string_view, 2> meant;
};
constexpr Foreign foreign[] = {
    {"b", {"B", ""}},           {"byte", {"B", ""}},
    {"bytes", {"B", ""}},       {"k", {"KiB", ""}},
    {"kb", {"KiB", ""}},        {"ki", {"KiB", ""}},
    {"kib", {"KiB", ""}},       {"m", {"min", "MiB"}},
    {"mb", {"MiB", ""}},        {"mi", {"MiB", ""}},
    {"mib", {"MiB", ""}},       {"meg", {"MiB", ""}},
    {"g", {"GiB", ""}},         {"gb", {"GiB", ""}},
    {"gi", {"GiB", ""}},        {"gib", {"GiB", ""}},
    {"gig", {"GiB", ""}},       {"t", {"TiB", ""}},
    {"tb", {"TiB", ""}},        {"ti", {"TiB", ""}},
    {"tib", {"TiB", ""}},       {"msec", {"ms", ""}},
    {"msecs", {"ms", ""}},      {"millis", {"ms", ""}},
    {"sec", {"s", ""}},         {"secs", {"s", ""}},
    {"second", {"s", ""}},      {"seconds", {"s", ""}},
    {"mins", {"min", ""}},      {"minute", {"min", ""}},
    {"minutes", {"min", ""}},   {"hr", {"h", ""}},
    {"hrs", {"h", ""}},         {"hour", {"h", ""}},
    {"hours", {"h", ""}},       {"day", {"d", ""}},
    {"days", {"d", ""}},        {"kilobyte", {"KiB", ""}},
    {"kilobytes", {"KiB", ""}}, {"megabyte", {"MiB", ""}},
    {"megabytes", {"MiB", ""}}, {"gigabyte", {"GiB", ""}},
    {"gigabytes", {"GiB", ""}}, {"terabyte", {"TiB", ""}},
    {"terabytes", {"TiB", ""}}, {"milliseconds", {"ms", ""}},
    {"gigs", {"GiB", ""}},      {"megs", {"MiB", ""}},
};

}  // namespace

bool is_unit(std::string_view text) {
  return std::find(units.begin(), units.end(), text) != units.end();
}

std::vector<std::string_view> intended_units(std::string_view text) {
  if (text == "M") return {"MiB"};  // nobody writes minutes so
  const auto lower = to_lower(text);
  for (const auto& unit : units)
    if (to_lower(unit) == lower) return {unit};
  for (const auto& [spelling, meant] : foreign) {
    if (spelling != lower) continue;
    return meant[1].empty() ? std::vector{meant[0]} : std::vector{meant[0], meant[1]};
  }
  return {};
}

}  // namespace herdc::syntax
