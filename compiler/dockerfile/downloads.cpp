#include "compiler/dockerfile/downloads.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "compiler/base/text.h"

namespace herdc::dockerfile {
namespace {

constexpr std::string_view substitution = "$(";  // also for `<(…)` and backticks

struct Token {
  std::string text;
  std::size_t word;
};
using Command = std::vector<Token>;
using Pipeline = std::vector<Command>;

/// Cuts words into pipelines of commands.
class Splitter {
 public:
  std::vector<Pipeline> run(const std::vector<std::string>& words) {
    for (word_ = 0; word_ < words.size() && !words[word_].starts_with('#'); ++word_) {
      split(words[word_]);
      end_token();
    }
    end_pipeline();
    return std::move(pipelines_);
  }

 private:
  void split(std::string_view text) {
    for (std::size_t at = 0; at < text.size(); ++at) {
      const auto rest = text.substr(at);
      if (rest.starts_with("$(") || rest.starts_with("<(")) {
        end_token();
        command_.push_back({std::string(substitution), word_});
        ++at;
      } else if (rest[0] == '`') {
        end_token();
        command_.push_back({std::string(substitution), word_});
      } else if (rest.starts_with("&&") || rest.starts_with("||")) {
        end_pipeline();
        ++at;
      } else if (rest[0] == '|') {
        end_command();
        if (rest.starts_with("|&")) ++at;
      } else if (rest[0] == '&' && !is_redirection(text, at)) {
        end_pipeline();
      } else if (rest[0] == ';') {
        end_pipeline();
      } else if (std::string_view("\"'\\(){}[],").find(rest[0]) != std::string_view::npos) {
        end_token();
      } else {
        token_ += rest[0];
      }
    }
  }

  // `2>&1` and `&>file` part no commands.
  static bool is_redirection(std::string_view text, std::size_t at) {
    return (at > 0 && text[at - 1] == '>') || text.substr(at + 1).starts_with('>');
  }

  void end_token() {
    if (!token_.empty()) command_.push_back({std::move(token_), word_});
    token_.clear();
  }
  void end_command() {
    end_token();
    pipeline_.push_back(std::move(command_));
    command_.clear();
  }
  void end_pipeline() {
    end_command();
    pipelines_.push_back(std::move(pipeline_));
    pipeline_.clear();
  }

  std::size_t word_ = 0;
  std::string token_;
  Command command_;
  Pipeline pipeline_;
  std::vector<Pipeline> pipelines_;
};

template <std::size_t n>
bool is_one_of(const std::array<std::string_view, n>& list, std::string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

constexpr std::array<std::string_view, 2> fetchers = {"curl", "wget"};
constexpr std::array<std::string_view, 6> shells = {"sh", "bash", "dash", "ash", "ksh", "zsh"};
constexpr std::array<std::string_view, 6> others = {"python", "python3", "perl", "ruby", "node", "php"};
constexpr std::array<std::string_view, 3> evaluators = {"eval", "source", "."};
constexpr std::array<std::string_view, 8> reserved = {"if",    "then",  "else", "elif",
                                                      "while", "until", "do",   "!"};
constexpr std::array<std::string_view, 7> wrappers = {"sudo", "env",  "exec", "command",
                                                      "time", "nice", "nohup"};

std::string_view base_name(std::string_view path) {
  return path.substr(path.rfind('/') + 1);
}

bool is_assignment(std::string_view word) {
  const auto equals = word.find('=');
  return equals != std::string_view::npos && equals > 0 &&
         std::all_of(word.begin(), word.begin() + static_cast<std::ptrdiff_t>(equals),
                     [](char c) { return is_letter(c) || is_digit(c) || c == '_'; });
}

/// Behind the `-c` of `bash -o pipefail -c`, where the command goes on that the shell at `shell` is given;
/// the end when it is given none.
std::size_t inner_command(const Command& command, std::size_t shell) {
  for (auto at = shell + 1; at < command.size() && command[at].text.starts_with('-'); ++at) {
    const std::string_view flag = command[at].text;
    if (!flag.starts_with("--") && flag.find('c') != std::string_view::npos) return at + 1;
    if (flag == "-o") ++at;
  }
  return command.size();
}

/// Where the program stands that a command runs, from `at` on; the end when there is none.
std::size_t program_at(const Command& command, std::size_t at) {
  bool wrapped = false;
  for (; at < command.size() && command[at].text != substitution; ++at) {
    const std::string_view word = command[at].text;
    if (is_one_of(wrappers, base_name(word))) {
      wrapped = true;
    } else if (wrapped && word.starts_with('-')) {
      if (word == "-u" || word == "-g") ++at;  // sudo's user and group
    } else if (!is_assignment(word) && !is_one_of(reserved, word)) {
      return at;
    }
  }
  return command.size();
}

/// The same, where `sh -c 'x'` runs x.
std::size_t inner_program_at(const Command& command, std::size_t at) {
  for (auto program = program_at(command, at);;) {
    const bool shell = program < command.size() && is_one_of(shells, base_name(command[program].text));
    const auto inner = shell ? inner_command(command, program) : command.size();
    if (inner >= command.size() || command[inner].text == substitution) return program;
    program = program_at(command, inner);
  }
}

/// The first fetcher that is run by the command itself or inside a substitution.
const Token* fetcher_of(const Command& command, std::size_t from = 0) {
  for (auto at = from; at < command.size(); ++at) {
    if (at > from && command[at - 1].text != substitution) continue;
    const auto program = inner_program_at(command, at);
    if (program < command.size() && is_one_of(fetchers, base_name(command[program].text)))
      return &command[program];
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
      const bool interpreter = is_one_of(shells, name) || is_one_of(others, name);
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
  for (const auto& pipeline : Splitter().run(words)) {
    if (const auto download = in_pipeline(pipeline)) return download;
    for (const auto& command : pipeline)
      if (const auto download = in_command(command)) return download;
  }
  return std::nullopt;
}

}  // namespace herdc::dockerfile
