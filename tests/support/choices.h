#pragma once

#include <sstream>
#include <string>
#include <vector>

#include "compiler/analysis/outline.h"

namespace herdc::testing {

/// What a case asks of the command line, in its first line: `# herdc --env staging --param racks=3`.
inline analysis::Choices choices_of(const std::string& line) {
  analysis::Choices choices;
  std::istringstream words(line.substr(0, line.find('\n')));
  std::string word, value;
  words >> word >> value;
  if (word != "#" || value != "herdc") return choices;
  while (words >> word >> value) {
    if (word == "--env") choices.environment = value;
    const auto equals = value.find('=');
    if (word == "--param") choices.params.emplace_back(value.substr(0, equals), value.substr(equals + 1));
  }
  return choices;
}

/// Of each such line at its head; one choice of nothing when there is none.
inline std::vector<analysis::Choices> all_choices_of(const std::string& text) {
  std::vector<analysis::Choices> choices;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line) && line.starts_with("# herdc ");)
    choices.push_back(choices_of(line));
  return choices.empty() ? std::vector<analysis::Choices>(1) : choices;
}

}  // namespace herdc::testing
