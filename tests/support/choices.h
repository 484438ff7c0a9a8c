#pragma once

#include <sstream>
#include <string>

#include "compiler/analysis/outline.h"

namespace herdc::testing {

/// What a case asks of the command line, in its first line: `# herdc --env staging --param racks=3`.
inline analysis::Choices choices_of(const std::string& text) {
  analysis::Choices choices;
  std::istringstream words(text.substr(0, text.find('\n')));
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

}  // namespace herdc::testing
