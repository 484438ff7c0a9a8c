#pragma once

#include <optional>

#include "compiler/schema/schema.h"
#include "compiler/syntax/ast.h"

namespace herdc::analysis {

/// The body of a block of one kind, filled with the fields of another one.
struct MeantKind {
  schema::Shape kind;
  std::vector<ast::Name> misplaced;  ///< the fields that the written kind does not have; one at least
};

/// The one other kind that has all that is written in `body`, when that is much more of it than `written`
/// has.
std::optional<MeantKind> meant_kind(const ast::Body& body, schema::Shape written);

}  // namespace herdc::analysis
