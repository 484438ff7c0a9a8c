#pragma once

#include <compare>
#include <optional>
#include <string>
#include <vector>

#include "compiler/model/value.h"

namespace herdc::analysis {

using model::DeclId;
using model::HostId;

/// One reading of another declaration, from which edges are made. Without a target: of `host.number`.
struct Read {
  DeclId target;
  bool unordered;
  Span span;
};

/// A value that is computed once: of a field, one entry of a field, a let, a param or an output.
struct SlotKey {
  DeclId entity;
  const void* what;  ///< row of the schema, or item of the syntax tree
  std::string entry;
  HostId host;  ///< not valid: the same for all hosts
  auto operator<=>(const SlotKey&) const = default;
};
struct Slot {
  enum class State { fresh, active, done } state = State::fresh;
  std::optional<model::Value> value;
  bool varies = false;  ///< reads `host`; then `value` is absent and there is one slot a host
  std::vector<Read> reads;
};

}  // namespace herdc::analysis
