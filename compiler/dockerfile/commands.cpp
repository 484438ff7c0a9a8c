#include "compiler/dockerfile/commands.h"

#include "compiler/base/text.h"

namespace herdc::dockerfile {
namespace {

/// Which quotes a text is in after each of its characters.
class Quotes {
 public:
  void read(char c) {
    if (escaped_) {
      escaped_ = false;
    } else if (c == '\\') {
      escaped_ = open_ != '\'';
    } else if (open_ == 0 && (c == '"' || c == '\'')) {
      open_ = c;
    } else if (c == open_) {
      open_ = 0;
    }
  }
  bool open() const { return open_ != 0; }

 private:
  char open_ = 0;
  bool escaped_ = false;
};

/// Cuts words into pipelines of commands.
class Splitter {
 public:
  std::vector<Pipeline> run(const std::vector<std::string>& words) {
    for (word_ = 0; word_ < words.size() && !is_comment(words[word_]); ++word_) {
      split(words[word_]);
      for (const char c : words[word_]) quotes_.read(c);
      end_token();
    }
    end_pipeline();
    return std::move(pipelines_);
  }

 private:
  bool is_comment(std::string_view word) const { return word.starts_with('#') && !quotes_.open(); }

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

  Quotes quotes_;
  std::size_t word_ = 0;
  std::string token_;
  Command command_;
  Pipeline pipeline_;
  std::vector<Pipeline> pipelines_;
};

constexpr std::array<std::string_view, 3> fetchers = {"curl", "wget", "aria2c"};
constexpr std::array<std::string_view, 6> others = {"python", "perl", "ruby", "node", "nodejs", "php"};
constexpr std::array<std::string_view, 8> reserved = {"if",    "then",  "else", "elif",
                                                      "while", "until", "do",   "!"};
constexpr std::array<std::string_view, 9> wrappers = {"sudo", "doas", "env",   "exec",   "command",
                                                      "time", "nice", "nohup", "busybox"};

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

/// Looks for a program from `at` on; `each` is told of the wrappers in front of it.
template <class Each>
std::size_t find_program(const Command& command, std::size_t at, Each each) {
  bool wrapped = false;
  for (; at < command.size() && command[at].text != substitution; ++at) {
    const std::string_view word = command[at].text;
    if (is_one_of(wrappers, base_name(word))) {
      // `command -v x` only says where x is.
      if (word == "command" && at + 1 < command.size() && to_lower(command[at + 1].text) == "-v")
        return command.size();
      each(at);
      wrapped = true;
    } else if (wrapped && word.starts_with('-')) {
      if (word == "-u" || word == "-g") ++at;  // sudo's user and group
    } else if (!is_assignment(word) && !is_one_of(reserved, word)) {
      return at;
    }
  }
  return command.size();
}

/// Follows `sh -c '…'` inwards; `each` is told of every wrapper, and every shell on the way.
template <class Each>
std::size_t find_inner_program(const Command& command, std::size_t at, Each each) {
  for (auto program = find_program(command, at, each);;) {
    const bool shell = program < command.size() && is_one_of(shells, base_name(command[program].text));
    const auto inner = shell ? inner_command(command, program) : command.size();
    if (inner >= command.size() || command[inner].text == substitution) return program;
    each(program);
    program = find_program(command, inner, each);
  }
}

/// Whether the end of a line behind this word ends no command.
bool goes_on(std::string_view word) {
  return word == ";" || word.ends_with("|") || word.ends_with("&&") || word.ends_with('\\');
}

}  // namespace

std::vector<std::string> shell_words(std::string_view text) {
  std::vector<std::string> words(1);
  Quotes quotes;
  bool comment = false;
  const auto end_word = [&] {
    if (!words.back().empty()) words.emplace_back();
  };
  for (const char c : text) {
    if (c == '\n') {
      end_word();
      if (words.size() > 1 && !goes_on(words[words.size() - 2])) {
        words.back() += ';';  // empty until now
        words.emplace_back();
      }
      comment = false;
    } else if (!comment && c == '#' && words.back().empty() && !quotes.open()) {
      comment = true;
    } else if (comment) {
      continue;
    } else if (c == ' ' || c == '\t') {
      end_word();
    } else {
      words.back() += c;
    }
    quotes.read(c);
  }
  if (words.back().empty()) words.pop_back();
  return words;
}

std::vector<Pipeline> split_commands(const std::vector<std::string>& words) {
  return Splitter().run(words);
}

bool is_other_interpreter(std::string_view name) {
  while (!name.empty() && (is_digit(name.back()) || name.back() == '.')) name.remove_suffix(1);
  return is_one_of(others, name);
}

bool is_fetcher(std::string_view name) {
  return is_one_of(fetchers, name);
}

std::string_view base_name(std::string_view path) {
  return path.substr(path.rfind('/') + 1);
}

std::size_t program_at(const Command& command, std::size_t at) {
  return find_program(command, at, [](std::size_t) {});
}

std::size_t inner_program_at(const Command& command, std::size_t at) {
  return find_inner_program(command, at, [](std::size_t) {});
}

std::vector<std::size_t> programs_of(const Command& command) {
  std::vector<std::size_t> found;
  for (std::size_t at = 0; at < command.size(); ++at) {
    if (at > 0 && command[at - 1].text != substitution) continue;
    const auto program = find_inner_program(command, at, [&](std::size_t each) { found.push_back(each); });
    if (program < command.size()) found.push_back(program);
  }
  return found;
}

}  // namespace herdc::dockerfile
