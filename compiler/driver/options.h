#pragma once

#include <optional>
#include <string>
#include <vector>

#include "compiler/driver/environment.h"
#include "compiler/driver/phases.h"

namespace herdc::driver {

enum class Color { automatic, always, never };

/// What the command line asked for.
struct Options {
  std::string command;
  std::string file = "cluster.herd";
  std::string output;  ///< -o; "" means `generated` beside the file
  std::optional<Phase> print;
  std::string layers;         ///< --print=layers: NAME.FIELD
  analysis::Choices choices;  ///< --env, --param
  Limits limits;              ///< --limit
  Color color = Color::automatic;
  bool quiet = false;
  bool locked = false;
  bool timings = false;
  std::string format = "text";       ///< test: or junit
  bool mutate = false;               ///< test
  std::string today;                 ///< the day for `until` of allowances, as 2026-11-25; "" for none
  std::vector<std::string> codes;    ///< explain
  std::vector<std::string> words;    ///< reference
  bool markdown = false;             ///< reference
  std::string directory = ".";       ///< init
  std::vector<std::string> refresh;  ///< lock
};

inline constexpr int exit_fine = 0;
inline constexpr int exit_findings = 1;
inline constexpr int exit_could_not_run = 2;

/// Parses the words behind the program's name. `exit_code` is set when there is nothing more to do: help and
/// version were printed, or the usage was wrong and said so.
struct Parsed {
  Options options;
  std::optional<int> exit_code;
};
Parsed parse_options(const std::vector<std::string>& words, Environment& environment);

}  // namespace herdc::driver
