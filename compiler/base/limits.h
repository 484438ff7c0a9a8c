#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace herdc {

/// Published limits of a compilation (docs/language.md), each tested at N and N + 1.
struct Limits {
#define LIMIT(name, value, most, doc) std::size_t name = value;
#include "compiler/base/limits.def"
};

struct LimitInfo {
  std::string_view name;
  std::size_t Limits::*member;
  std::size_t value;
  std::size_t most;  ///< what the stack allows, or any number
  std::string_view doc;
};

/// Far above what any machine holds, and small enough to be multiplied.
inline constexpr std::size_t unbounded = 1'000'000'000'000;

inline constexpr auto all_limits = std::to_array<LimitInfo>({
#define LIMIT(name, value, most, doc) {#name, &Limits::name, value, most, doc},
#include "compiler/base/limits.def"
});

}  // namespace herdc
