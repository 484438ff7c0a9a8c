#pragma once

#include "compiler/analysis/evaluator.h"

namespace herdc::analysis {

/// Every `require`: of blocks and of the components they are made from, of the project, then of policies.
/// What does not hold is reported with the values of its parts. What reads something that is wrong already is
/// silent, and so are all policies when anything is.
void check_requirements(Evaluator& evaluator, const Outline& outline, const model::Model& model, Sink& sink);

/// What of the requirements of one test does not hold; the reports are taken out of the sink.
std::vector<diagnostics::Diagnostic> run_test(Evaluator& evaluator, const Outline& outline,
                                              const TestBlock& test, const model::Model& model, Sink& sink);

}  // namespace herdc::analysis
