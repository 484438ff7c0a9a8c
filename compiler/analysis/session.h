#pragma once

#include "compiler/analysis/evaluator.h"
#include "compiler/analysis/lower.h"
#include "compiler/base/result.h"

namespace herdc::analysis {

/// Names and values of one compilation. It can be asked as long as what it was made of stays where it is.
class Session {
 public:
  Session(const Program& program, const Choices& choices, const Lock& lock, const ReadFiles& project,
          const ReadFiles& standard, SourceMap& sources, Sink& sink, const Limits& limits = {});
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  /// Phase 4. Once.
  Lowered lower();

  const std::vector<TestBlock>& tests() const { return outline_.project->tests; }
  /// What of the test's requirements does not hold over the model and the tree.
  std::vector<diagnostics::Diagnostic> run(const TestBlock& test, const model::Model& model,
                                           const Emitted& emitted);
  /// `--print=layers`: see layers.h.
  Result<std::string> layers(std::string_view words, const model::Model& model);

 private:
  void add_views(Lowered& lowered) const;

  const Program& program_;
  const Choices& choices_;
  const Lock& lock_;
  SourceMap& sources_;
  Sink& sink_;
  Outline outline_;
  Evaluator evaluator_;
};

}  // namespace herdc::analysis
