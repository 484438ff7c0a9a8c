#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "compiler/base/result.h"

namespace herdc::analysis {

/// "ops[100..120 step 10]" → ops100, ops110, ops120. Brackets hold a range (`a..b`, `a..b step n`; a leading
/// zero fixes the width) or a list (`x,y`); several brackets multiply, the last one runs fastest. At most
/// `limit` names; each must be a host name.
Result<std::vector<std::string>> expand_hosts(std::string_view pattern, std::size_t limit);

/// "" for a lower-case DNS label, otherwise what is wrong with it.
std::string host_name_problem(std::string_view name);

}  // namespace herdc::analysis
