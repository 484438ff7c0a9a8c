#include <array>

#include "compiler/analysis/given.h"

namespace herdc::analysis {
namespace {

Maybe exists_form(Evaluator& evaluator, const Frame& frame, const ast::Call& call, Span) {
  return evaluator.evaluate_exists(call.arguments[0], frame);
}
Maybe at_form(Evaluator& evaluator, const Frame& frame, const ast::Call& call, Span) {
  return evaluator.evaluate_at(call.arguments[0], call.arguments[1], frame);
}
Maybe unordered_form(Evaluator& evaluator, const Frame& frame, const ast::Call& call, Span) {
  return evaluator.evaluate_unordered(call.arguments[0], frame);
}

Maybe artifact_form(Evaluator& evaluator, const Frame& frame, const ast::Call& call, Span span) {
  return evaluator.evaluate_artifact(call.arguments[0], span, frame);
}

constexpr std::array functions = {
    Function{"exists", 1, 1, nullptr, exists_form, "exists(NAME)"},
    Function{"at", 2, 2, nullptr, at_form, "at(value, \"host\")"},
    Function{"artifact", 1, 1, nullptr, artifact_form, "artifact(\"core/NAME.sh\")"},
    Function{"unordered", 1, 1, nullptr, unordered_form, "unordered(value)"},
};

}  // namespace

std::span<const Function> special_forms() {
  return functions;
}

}  // namespace herdc::analysis
