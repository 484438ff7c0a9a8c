#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace herdc {

/// The candidate that `word` was probably meant to be: fewest edits (a swap of neighbours is one), at most a
/// third of the word's length; the first of several equally near ones in the order given.
std::optional<std::string> nearest(std::string_view word, const std::vector<std::string>& candidates);

/// "did you mean `service`?", or nothing.
std::string did_you_mean(std::string_view word, const std::vector<std::string>& candidates);

/// "did you mean `service`?" or, when nothing is near, `all` and the candidates: "the kinds are a, b and c".
std::string suggest(std::string_view word, const std::vector<std::string>& candidates, std::string_view all);

}  // namespace herdc
