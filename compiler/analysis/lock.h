#pragma once

#include <map>
#include <string>

#include "compiler/base/result.h"
#include "compiler/diagnostics/sink.h"
#include "compiler/model/model.h"

namespace herdc::analysis {

/// herd.lock: what the source cannot say. Plain data, compared as a whole to see whether it must be written.
struct Lock {
  /// "docker.io/library/debian:bookworm-20260824-slim" → "sha256:…"
  std::map<std::string, std::string> bases = {};
  /// tree → service → host → number. A host that left keeps its row: its number is never given again.
  std::map<std::string, std::map<std::string, model::Ordinals>> ordinals = {};
  std::map<std::string, std::string> packages = {};  ///< "vendor/metrics" → "sha256:…" of all its files
  bool usable = true;  ///< false after a diagnostic: then nobody complains of what it lacks

  bool operator==(const Lock&) const = default;
  const model::Ordinals* find(const std::string& tree, const std::string& service) const;
};

/// What a cluster's tree and its rows in herd.lock are called: `coordination`, `coordination-staging`.
std::string tree_name(const std::string& cluster, const std::string& environment);

/// Reads the text of herd.lock. Malformed text and two hosts with one number are reported; `file` is its
/// place in the source map.
Lock parse_lock(std::string_view text, FileId file, Sink& sink);
std::string write_lock(const Lock& lock);

/// Numbers for `hosts` in this order: known ones are kept, a new host gets the next number that was never
/// given.
model::Ordinals assign_ordinals(const model::Ordinals& known, const std::vector<std::string>& hosts);

}  // namespace herdc::analysis
