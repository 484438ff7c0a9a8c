#pragma once

#include <string_view>
#include <vector>

namespace herdc::syntax {

/// `B KiB MiB GiB TiB` and `ms s min h d`.
bool is_unit(std::string_view text);
/// The units that other tools' spelling may mean, likeliest first: "GB" is `GiB`, "m" is `min` or `MiB`.
/// Empty when nothing is near.
std::vector<std::string_view> intended_units(std::string_view text);

}  // namespace herdc::syntax
