#pragma once

#include <functional>

#include "compiler/base/data.h"
#include "compiler/model/value.h"

namespace herdc::analysis {

/// A data file's contents as values that know their place in it. Text stays text: a field or a typed param
/// converts it, as it does for text of the language. `refuse` is called with each number that the language
/// cannot hold; nothing is returned then.
std::optional<model::Value> to_value(const data::Node& node, FileId file,
                                     const std::function<void(Span, const std::string&)>& refuse);

/// Bytes that the values take, for the budget.
std::size_t weight(const data::Node& node);

}  // namespace herdc::analysis
