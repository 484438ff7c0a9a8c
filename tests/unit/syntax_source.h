#pragma once

#include <string>
#include <vector>

#include "compiler/diagnostics/render_text.h"
#include "compiler/syntax/dump.h"
#include "compiler/syntax/parse.h"

/// One text as a parsed file, with what was reported about it.
struct ParsedSource {
  herdc::SourceMap sources;
  herdc::Sink sink;
  herdc::ast::File file;

  explicit ParsedSource(std::string text) {
    const auto id = sources.add("test.herd", std::move(text));
    file = herdc::syntax::parse(sources, id, sink);
  }

  std::vector<herdc::diagnostics::Diagnostic> found() const { return sink.sorted(); }
  std::vector<int> codes() const {
    std::vector<int> numbers;
    for (const auto& diagnostic : found()) numbers.push_back(diagnostic.code.number);
    return numbers;
  }
  std::string tree() const { return herdc::syntax::dump(file); }
  std::string messages() const { return herdc::diagnostics::render_text(found(), sources, {}); }
};

inline std::string repeat(std::string_view text, std::size_t times) {
  std::string result;
  result.reserve(text.size() * times);
  for (std::size_t i = 0; i < times; ++i) result += text;
  return result;
}
