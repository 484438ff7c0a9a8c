#pragma once

#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "compiler/model/model.h"

namespace herdc::marathon {

/// What the slaves of the cluster are, as far as an app can depend on it.
struct Slaves {
  bool declared = false;  ///< false: this file says nothing of slaves, and nothing can be held against an app
  std::set<std::string> attributes;
  bool ports_known = true;  ///< false when some slaves say it in a way that is not understood here
  std::vector<std::pair<std::int64_t, std::int64_t>> ports;  ///< ranges that some slave offers
  std::optional<Decimal> most_cpus;  ///< of the largest one; nothing when a pool does not say
  std::optional<model::Bytes> most_memory;

  bool offer(std::int64_t port) const;
};
Slaves slaves_of(const model::Model& model);

}  // namespace herdc::marathon
