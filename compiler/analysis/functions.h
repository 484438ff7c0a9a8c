#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/model/value.h"
#include "compiler/source/span.h"

namespace herdc::ast {
struct Call;
}

namespace herdc::analysis {

class Evaluator;
struct Frame;
struct Given;

using Arguments = std::vector<model::Value>;
/// Nothing when a diagnostic was given.
using Maybe = std::optional<model::Value>;

/// A built-in function. Ordinary ones get evaluated arguments; special forms (`exists`, `at`, `unordered`)
/// look at the call itself.
struct Function {
  std::string_view name;
  std::size_t fewest;
  std::size_t most;
  Maybe (*apply)(const Given& given);
  Maybe (*special)(Evaluator& evaluator, const Frame& frame, const ast::Call& call, Span span) = nullptr;
  std::string_view doc = "";
};

Maybe apply(const Function& function, Evaluator& evaluator, const Frame& frame, const ast::Call& call,
            Span span, const Arguments& arguments);

const Function* find_function(std::string_view name);
std::vector<std::string> function_names();
}  // namespace herdc::analysis
