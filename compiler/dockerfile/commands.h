#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

/// Shell text as commands, as far as it can be seen without running it. Not a shell's parser: quotes count
/// for nothing, so that what is handed to `sh -c '…'` is seen, too.
namespace herdc::dockerfile {

inline constexpr std::string_view substitution = "$(";  ///< also for `<(…)` and backticks

struct Token {
  std::string text;
  std::size_t word;  ///< which of the words holds it
};
using Command = std::vector<Token>;
using Pipeline = std::vector<Command>;

/// Shell text cut at blanks; a line's end that ends a command is the word `;`. Comments are left out.
std::vector<std::string> shell_words(std::string_view text);

/// Pipelines of commands.
std::vector<Pipeline> split_commands(const std::vector<std::string>& words);

template <std::size_t n>
bool is_one_of(const std::array<std::string_view, n>& list, std::string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

inline constexpr std::array<std::string_view, 6> shells = {"sh", "bash", "dash", "ash", "ksh", "zsh"};
inline constexpr std::array<std::string_view, 3> evaluators = {"eval", "source", "."};

/// python, python3, python3.11, perl, ruby, node, php.
bool is_other_interpreter(std::string_view name);
bool is_fetcher(std::string_view name);

std::string_view base_name(std::string_view path);

/// Where the program stands that a command runs, from `at` on; the end when there is none.
std::size_t program_at(const Command& command, std::size_t at);
/// The same, where `sh -c 'x'` runs x.
std::size_t inner_program_at(const Command& command, std::size_t at);

/// Where the programs stand that a command runs, itself and in substitutions: of `sudo sh -c 'a $(b)'` sudo,
/// sh, a and b.
std::vector<std::size_t> programs_of(const Command& command);

}  // namespace herdc::dockerfile
