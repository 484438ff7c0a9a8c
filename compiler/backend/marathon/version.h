#pragma once

#include <array>
#include <string>
#include <string_view>

namespace herdc::marathon {

/// A version of Marathon. One without a third number ("1.10") stands for the last of its line, since that is
/// what a package of it installs.
struct Version {
  std::array<int, 3> numbers{};
  constexpr auto operator<=>(const Version&) const = default;
};
Version parse_version(std::string_view text);

inline constexpr Version networks_since{{1, 5, 0}};       ///< `networks`, and ports beside `docker`
inline constexpr Version port_names_since{{1, 1, 0}};     ///< `portDefinitions`, and names of ports
inline constexpr Version slave_checks_since{{1, 4, 0}};   ///< MESOS_HTTP and its like: in the schema of 1.4
inline constexpr Version is_constraint_since{{1, 5, 0}};  ///< the operator IS
inline constexpr Version over_capacity_since{{0, 9, 0}};  ///< upgradeStrategy.maximumOverCapacity

}  // namespace herdc::marathon
