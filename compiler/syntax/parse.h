#pragma once

#include "compiler/base/limits.h"
#include "compiler/diagnostics/sink.h"
#include "compiler/syntax/ast.h"

namespace herdc::syntax {

/// Published limits of the front end (docs/language.md); each is tested at N and N+1.
inline constexpr std::uint64_t max_file_bytes = 16u << 20;
inline constexpr std::size_t max_tokens = 5'000'000;

/// Phase 2: one source file into its tree. Never throws, never recurses deeper than the limit of
/// nesting allows. Every top-level declaration is parsed by itself: a broken one costs only itself.
ast::File parse(const SourceMap& sources, FileId file, Sink& sink, const Limits& limits = {});

}  // namespace herdc::syntax
