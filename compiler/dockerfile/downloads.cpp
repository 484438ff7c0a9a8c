#include "compiler/dockerfile/downloads.h"

#include <array>
#include <string_view>

#include "compiler/base/text.h"
#include "compiler/dockerfile/commands.h"

namespace herdc::dockerfile {
namespace {

/// The first fetcher that is run by the command itself or inside a substitution.
const Token* fetcher_of(const Command& command, std::size_t from = 0) {
  for (auto at = from; at < command.size(); ++at) {
    if (at > from && command[at - 1].text != substitution) continue;
    const auto program = inner_program_at(command, at);
    if (program < command.size() && is_fetcher(base_name(command[program].text))) return &command[program];
  }
  return nullptr;
}

/// Whether an interpreter with these arguments runs what it reads: `sh -s -- x` does, `sh file` does not.
bool runs_its_input(const Command& command, std::size_t program) {
  const bool shell = is_one_of(shells, base_name(command[program].text));
  for (auto at = program + 1; at < command.size(); ++at) {
    const std::string_view word = command[at].text;
    if (word == "-" || word == "-s" || word == "/dev/stdin") return true;
    if (word.find_first_of("<>") != std::string_view::npos) {
      if (word.ends_with('>') || word.ends_with('<')) ++at;
    } else if (word == "-o" || word == "+o") {
      ++at;  // of `bash -o pipefail`
    } else if (!shell || !word.starts_with('-')) {
      return false;
    } else if (!word.starts_with("--") && word.find('c') != std::string_view::npos) {
      return false;
    } else if (!word.starts_with("--") && word.find('s') != std::string_view::npos) {
      return true;
    }
  }
  return true;
}

std::optional<Download> found(const Token& fetcher, std::string_view interpreter) {
  return Download{std::string(base_name(fetcher.text)), std::string(base_name(interpreter)), fetcher.word};
}

/// `curl … | sh`
std::optional<Download> in_pipeline(const Pipeline& pipeline) {
  const Token* fetcher = nullptr;
  for (const auto& command : pipeline) {
    const auto program = inner_program_at(command, 0);
    if (fetcher != nullptr && program < command.size()) {
      const auto name = base_name(command[program].text);
      const bool interpreter = is_one_of(shells, name) || is_other_interpreter(name);
      if (interpreter && runs_its_input(command, program)) return found(*fetcher, name);
    }
    if (fetcher == nullptr) fetcher = fetcher_of(command);
  }
  return std::nullopt;
}

/// `sh -c "$(curl …)"`, `eval "$(curl …)"`, `bash <(curl …)`
std::optional<Download> in_command(const Command& command) {
  const auto program = program_at(command, 0);
  if (program == command.size()) return std::nullopt;
  const auto name = base_name(command[program].text);
  if (!is_one_of(shells, name) && !is_one_of(evaluators, name)) return std::nullopt;
  const auto* fetcher = fetcher_of(command, program + 1);
  return fetcher == nullptr ? std::nullopt : found(*fetcher, name);
}

}  // namespace

std::optional<Download> piped_download(const std::vector<std::string>& words) {
  for (const auto& pipeline : split_commands(words)) {
    if (const auto download = in_pipeline(pipeline)) return download;
    for (const auto& command : pipeline)
      if (const auto download = in_command(command)) return download;
  }
  return std::nullopt;
}

}  // namespace herdc::dockerfile
