#include "compiler/base/spelling.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/base/text.h"

namespace herdc {
namespace {

// Optimal string alignment distance, given up once it is past `limit`.
std::size_t edit_distance(std::string_view a, std::string_view b, std::size_t limit) {
  if (std::max(a.size(), b.size()) - std::min(a.size(), b.size()) > limit) return limit + 1;
  std::vector<std::size_t> before_last(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t substitution = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, substitution});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) row[j] = std::min(row[j], before_last[j - 2] + 1);
    }
    before_last.swap(last);
    last.swap(row);
  }
  return last[b.size()];
}

}  // namespace

std::optional<std::string> nearest(std::string_view word, const std::vector<std::string>& candidates) {
  if (word.size() > 64) return std::nullopt;
  std::optional<std::string> best;
  std::size_t limit = std::max<std::size_t>(1, (word.size() + 1) / 3);
  for (const auto& candidate : candidates) {
    const auto distance = edit_distance(word, candidate, limit);
    if (distance > limit || distance >= std::max(word.size(), candidate.size())) continue;
    if (distance == 0) return candidate;
    best = candidate;
    limit = distance - 1;
  }
  return best;
}

std::string did_you_mean(std::string_view word, const std::vector<std::string>& candidates) {
  auto found = nearest(word, candidates);
  if (!found) found = nearest(to_lower(word), candidates);
  for (const auto& candidate : candidates)
    if (to_lower(candidate) == to_lower(word)) found = candidate;
  return found ? fmt::format("did you mean `{}`?", *found) : "";
}

std::string suggest(std::string_view word, const std::vector<std::string>& candidates, std::string_view all) {
  const auto near = did_you_mean(word, candidates);
  return near.empty() && !candidates.empty() ? fmt::format("{} {}", all, enumerate(candidates)) : near;
}

}  // namespace herdc
