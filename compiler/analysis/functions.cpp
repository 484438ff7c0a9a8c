#include "compiler/analysis/functions.h"

#include <algorithm>
#include <array>

#include "compiler/analysis/given.h"

namespace herdc::analysis {
namespace {

std::array<std::span<const Function>, 5> all_functions() {
  return {text_functions(), container_functions(), number_functions(), data_functions(), special_forms()};
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

}  // namespace herdc::analysis
