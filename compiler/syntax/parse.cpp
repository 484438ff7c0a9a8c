#include "compiler/syntax/parse.h"

#include <exception>
#include <new>

#include "compiler/syntax/build.h"
#include "compiler/syntax/characters.h"
#include "compiler/syntax/declarations.h"
#include "compiler/syntax/explain.h"
#include "compiler/syntax/own_stack.h"
#include "compiler/syntax/scanner.h"

namespace herdc::syntax {
namespace {

/// For each level the parser and the functions behind it need 4.4 KiB of stack without optimisation and less
/// than 16 KiB with sanitizers. Pages that are not touched cost nothing.
constexpr std::size_t stack_per_level = 64u << 10;

bool check_size(Reporter& reporter) {
  const auto size = reporter.text().size();
  if (size <= max_file_bytes) return true;
  reporter.report(catalog::source_too_large, 0, 0, size, max_file_bytes)
      .with_hint("split it into files and `use` them");
  return false;
}

void parse_declaration(const std::vector<Token>& tokens, Reporter& reporter, ast::File& file) {
  const auto parsed = antlr_fence::parse_tokens(tokens);
  if (!parsed.failure.empty()) {
    reporter.report(catalog::parser_failed, tokens.front(), parsed.failure);
    file.broken = true;
    return;
  }
  for (const auto& mistake : parsed.mistakes) explain(mistake, tokens, reporter);
  build(parsed.file, tokens, reporter, file);
}

void parse_list(const TokenList& list, Reporter& reporter, ast::File& file) {
  Declarations declarations(list, reporter);
  while (const auto tokens = declarations.next()) {
    if (reporter.flooded()) break;
    parse_declaration(*tokens, reporter, file);
  }
  if (declarations.repaired() || reporter.flooded()) file.broken = true;
  if (reporter.flooded()) file.items.clear();  // what later phases would say of the rest helps nobody
}

void parse_text(Reporter& reporter, ast::File& file) {
  if (!check_size(reporter) || !check_encoding(reporter)) {
    file.broken = true;
    return;
  }
  check_characters(reporter);
  auto list = scan(reporter);
  if (!list) {
    file.broken = true;
    return;
  }
  file.comments = std::move(list->comments);
  parse_list(*list, reporter, file);
}

}  // namespace

ast::File parse(const SourceMap& sources, FileId id, Sink& sink, const Limits& limits) {
  ast::File file;
  file.id = id;
  Reporter reporter(sources, id, sink, limits);
  const auto work = [&] {
    try {
      parse_text(reporter, file);
    } catch (const std::bad_alloc&) {
      throw;  // there is no memory for a diagnostic either
    } catch (const std::exception& error) {
      reporter.report(catalog::parser_failed, 0, 0, error.what());
      file.broken = true;
    }
  };
  if (!run_on_own_stack(limits.nesting * stack_per_level + (1u << 20), work)) {
    reporter.report(catalog::parser_failed, 0, 0, "no thread could be started");
    file.broken = true;
  }
  return file;
}

}  // namespace herdc::syntax
