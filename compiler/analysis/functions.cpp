#include "compiler/analysis/functions.h"

#include <algorithm>
#include <array>

#include "compiler/analysis/given.h"

namespace herdc::analysis {
namespace {

struct LaterFunction {
  std::string_view name, needs;
};
constexpr std::array later_functions = {
    LaterFunction{"yaml", "data files (`yaml`, `json`)"},
    LaterFunction{"json", "data files (`yaml`, `json`)"},
};

std::array<std::span<const Function>, 4> all_functions() {
  return {text_functions(), container_functions(), number_functions(), special_forms()};
}

}  // namespace

const Function* find_function(std::string_view name) {
  for (const auto& set : all_functions())
    for (const auto& function : set)
      if (function.name == name) return &function;
  return nullptr;
}

Maybe apply(const Function& function, Evaluator& evaluator, const Frame& frame, const ast::Call& call,
            Span span, const Arguments& arguments) {
  return function.apply({evaluator, frame, call, span, arguments});
}

std::vector<std::string> function_names() {
  std::vector<std::string> names;
  for (const auto& set : all_functions())
    for (const auto& function : set) names.emplace_back(function.name);
  return names;
}

std::optional<std::string_view> find_later_function(std::string_view name) {
  for (const auto& row : later_functions)
    if (row.name == name) return row.needs;
  return std::nullopt;
}

}  // namespace herdc::analysis
