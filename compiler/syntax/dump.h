#pragma once

#include <string>

#include "compiler/syntax/ast.h"

namespace herdc::syntax {

/// `--print=ast`: one node a line, indented, without places, so that it is the same for another layout.
std::string dump(const ast::File& file);

}  // namespace herdc::syntax
