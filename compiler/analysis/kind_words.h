#pragma once

#include <optional>

#include "compiler/diagnostics/sink.h"
#include "compiler/schema/schema.h"
#include "compiler/syntax/ast.h"

/// What the word in front of a block means, and what was meant when it means nothing.
namespace herdc::analysis {

/// The kind that a word names. Nothing after a diagnostic.
std::optional<schema::Shape> kind_of(const ast::Name& word, Sink& sink);

/// Reports a name or a `for` in front of a sub-block of a `type` that makes no entries: `env "x" { … }`.
/// False, and silent, when there is neither.
bool refuse_entries(const ast::Block& block, const schema::Type& type, Sink& sink);

/// Reports a block in the body of an `owner` that is no kind's and has no name: a sub-block was meant. False,
/// and silent, when it is to be read as a declaration.
bool misspelt_sub_block(const ast::Block& block, schema::Shape owner, Sink& sink);

/// Reports a declaration of a `written` kind that is filled with the fields of another one: one message for
/// all fields that `written` does not have. False, and silent, when it is not.
bool wrong_kind(const ast::Block& block, schema::Shape written, Sink& sink);

}  // namespace herdc::analysis
