#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "compiler/schema/schema.h"

/// Which names may be given, and which are taken.
namespace herdc::analysis {

/// The five names that are always there.
bool is_root(std::string_view name);

/// `_?[a-z][a-z0-9-]*[a-z0-9]` of at most 63 characters for declarations; `_?[a-z][a-z0-9_]*` for params,
/// lets, outputs and loop variables. "" when `name` fits, otherwise what is wrong.
std::string declared_name_problem(std::string_view name);
std::string variable_name_problem(std::string_view name);

/// Attributes that are computed for every declaration of a kind: `name`, and `hosts` where there are some.
std::vector<std::string> computed_attributes(schema::Shape kind);

}  // namespace herdc::analysis
