#include "compiler/dockerfile/steps.h"

#include <algorithm>
#include <array>
#include <optional>

#include "compiler/base/text.h"
#include "compiler/dockerfile/commands.h"
#include "compiler/dockerfile/downloads.h"

namespace herdc::dockerfile {
namespace {

constexpr std::array<std::string_view, 2> raisers = {"sudo", "doas"};
constexpr std::array<std::string_view, 5> engines = {"docker", "podman", "buildah", "nerdctl",
                                                     "docker-compose"};
constexpr std::array<std::string_view, 3> installers = {"apt-get", "apt", "aptitude"};
constexpr std::array<std::string_view, 7> sums = {"sha224sum", "sha256sum", "sha384sum", "sha512sum",
                                                  "shasum",    "b2sum",     "b3sum"};
constexpr std::array<std::string_view, 4> verifiers = {"gpgv", "cosign", "minisign", "signify"};
// Besides shells and interpreters: what runs the file that it is given, or makes it a program.
constexpr std::array<std::string_view, 9> runners = {"dpkg", "rpm",  "apt-get", "apt", "yum",
                                                     "dnf",  "java", "install", "apk"};
constexpr std::array<std::string_view, 3> movers = {"mv", "cp", "ln"};
constexpr std::array<std::string_view, 4> packings = {".gz", ".xz", ".bz2", ".zst"};
constexpr std::array<std::string_view, 6> unpackers = {"tar", "bsdtar", "cpio", "7z", "unzip", "jar"};

bool is_flag(std::string_view word) {
  return word.size() > 1 && word.front() == '-';
}

/// `-x`, also among others: `-vx`.
bool has_letter(std::string_view flag, char letter) {
  return is_flag(flag) && flag[1] != '-' && flag.find(letter) != std::string_view::npos;
}

bool is_redirection(std::string_view word) {
  return word.find_first_of("<>") != std::string_view::npos;
}

/// `curl -o FILE`, `wget -OFILE`, `--output=FILE`.
std::optional<std::string_view> file_of_flag(const Command& command, std::size_t at, char letter) {
  const std::string_view flag = command[at].text;
  const auto next = at + 1 < command.size() ? std::string_view(command[at + 1].text) : std::string_view();
  if (flag == "--output" || flag == "--output-document" || flag == "--out") return next;
  for (const std::string_view name : {"--output=", "--output-document=", "--out="})
    if (flag.starts_with(name)) return flag.substr(name.size());
  if (!has_letter(flag, letter)) return std::nullopt;
  const auto behind = flag.substr(flag.find(letter) + 1);
  return behind.empty() ? next : behind;
}

/// The names under which a fetcher may have stored something.
std::vector<std::string> files_of_fetcher(const Command& command, std::size_t program) {
  const auto name = base_name(command[program].text);
  bool named = false, remote = name == "wget" || name == "aria2c";
  std::vector<std::string> files, addresses;
  for (auto at = program + 1; at < command.size(); ++at) {
    const std::string_view word = command[at].text;
    if (const auto file = file_of_flag(command, at, name == "wget" ? 'O' : 'o')) {
      named = true;
      files.emplace_back(*file);
    } else if (name == "curl" && (has_letter(word, 'O') || word.starts_with("--remote-name"))) {
      remote = true;
    } else if (!is_flag(word) && !is_redirection(word)) {
      addresses.emplace_back(word.substr(0, word.find_first_of("?#")));
    }
  }
  if (remote && !named) files.insert(files.end(), addresses.begin(), addresses.end());
  return files;
}

/// What a command writes by `>` or `>>`, and `tee` by its arguments.
std::vector<std::string> files_written(const Command& command) {
  std::vector<std::string> files;
  for (std::size_t at = 0; at < command.size(); ++at) {
    std::string_view word = command[at].text;
    if (word.starts_with('1')) word.remove_prefix(1);
    if (word.starts_with('>')) {
      word.remove_prefix(std::min(word.find_first_not_of(">|"), word.size()));
      if (!word.empty())
        files.emplace_back(word);
      else if (at + 1 < command.size())
        files.push_back(command[at + 1].text);
    } else if (base_name(command[0].text) == "tee" && at > 0 && !is_flag(word)) {
      files.emplace_back(word);
    }
  }
  return files;
}

bool is_check(const Command& command, std::size_t program) {
  const auto name = base_name(command[program].text);
  const auto any_argument = [&](auto fits) {
    return std::any_of(command.begin() + static_cast<std::ptrdiff_t>(program) + 1, command.end(),
                       [&](const Token& token) { return fits(std::string_view(token.text)); });
  };
  if (is_one_of(verifiers, name)) return true;
  if (name == "gpg" || name == "gpg2") return any_argument([](auto word) { return word == "--verify"; });
  if (name == "openssl") return any_argument([](auto word) { return word == "-verify"; });
  if (!is_one_of(sums, name)) return false;
  // `[ "$(sha256sum x)" = … ]` compares, too.
  if (program > 0 && command[program - 1].text == substitution) return true;
  return any_argument([](auto word) { return has_letter(word, 'c') || word == "--check"; });
}

bool makes_executable(std::string_view mode) {
  if (mode.find('x') != std::string_view::npos) return mode.find_first_of("+=") < mode.find('x');
  const bool octal = mode.size() >= 3 && mode.size() <= 4 && std::all_of(mode.begin(), mode.end(), is_digit);
  return octal && std::any_of(mode.end() - 3, mode.end(), [](char c) { return (c - '0') % 2 == 1; });
}

/// Whether a program runs files that are its arguments, or makes programs of them.
bool runs_arguments(const Command& command, std::size_t program) {
  const auto name = base_name(command[program].text);
  if (name == "chmod")
    return std::any_of(command.begin() + static_cast<std::ptrdiff_t>(program) + 1, command.end(),
                       [](const Token& token) { return makes_executable(token.text); });
  return is_one_of(shells, name) || is_one_of(evaluators, name) || is_one_of(runners, name) ||
         is_other_interpreter(name);
}

/// `apt-get install …`: where the first package without a version stands; the end when there is none.
std::size_t unpinned_package(const Command& command, std::size_t program) {
  bool installs = false;
  for (auto at = program + 1; at < command.size() && command[at].text != substitution; ++at) {
    const std::string_view word = command[at].text;
    const bool reads_on = word.ends_with('>') || word.ends_with('<');
    if (is_redirection(word)) {
      at += reads_on ? 1 : 0;
    } else if (is_flag(word)) {
      if (word == "-o" || word == "-t" || word == "-c" || word == "--option" || word == "--target-release")
        ++at;
    } else if (!installs) {
      if (word != "install") return command.size();
      installs = true;
    } else if (word.ends_with('$')) {
      ++at;  // the name of a variable
    } else if (word.find_first_of("=/$*") == std::string_view::npos) {
      return at;
    }
  }
  return command.size();
}

bool unpacks_now(const Command& command, std::size_t program) {
  const auto name = base_name(command[program].text);
  if (!is_one_of(unpackers, name)) return false;
  if (name == "unzip") return true;
  for (auto at = program + 1; at < command.size(); ++at) {
    const std::string_view word = command[at].text;
    if (name == "cpio" ? has_letter(word, 'i') || word == "--extract" : has_letter(word, 'x')) return true;
    if (word == "--extract" || word == "--get") return true;
    if (at == program + 1 && !is_flag(word) && word.find('x') != std::string_view::npos) return true;
  }
  return false;
}

constexpr std::array<std::string_view, 17> fetching = {
    "urllib",     "urlopen",   "http.client", "httpx",     "requests.",        "LWP",
    "HTTP::Tiny", "open-uri",  "Net::HTTP",   "URI.open",  "URI.parse",        "fetch(",
    "http.get",   "https.get", "socket",      "curl_exec", "file_get_contents"};
constexpr std::array<std::string_view, 12> running = {"exec",     "eval",       "system",    "popen",
                                                      "Popen",    "spawn",      "Function(", "runpy",
                                                      "compile(", "subprocess", "load(",     "__import__("};

/// `python3 -c "…exec(urlopen(…).read())"`: program text that fetches, and runs things.
std::optional<Finding> fetching_program(const std::vector<std::string>& words) {
  for (std::size_t i = 0; i + 1 < words.size(); ++i) {
    const auto name =
        words[i].substr(words[i].find_last_of("\"'(;&|`/") + 1);  // all of it when there is none
    if (!is_other_interpreter(name)) continue;
    std::string rest;
    for (auto at = i + 1; at < words.size(); ++at) rest += " " + words[at];
    const auto holds = [&](std::string_view part) { return rest.find(part) != std::string::npos; };
    constexpr std::array<std::string_view, 5> flags = {" -c", " -e", " -r", " -n", " -p"};
    const auto fetcher = std::find_if(fetching.begin(), fetching.end(), holds);
    if (fetcher == fetching.end() || std::none_of(flags.begin(), flags.end(), holds) ||
        std::none_of(running.begin(), running.end(), holds))
      return std::nullopt;
    return Finding{Finding::Kind::piped_download, name, std::string(*fetcher), i};
  }
  return std::nullopt;
}

/// One command of the stage after the other, in the order in which a shell would run them.
class Reader {
 public:
  using Fetched = std::map<std::string, std::string, std::less<>>;
  explicit Reader(Fetched& fetched) : fetched_(fetched) {}

  void read(const Pipeline& pipeline) {
    std::string fetcher;
    for (const auto& command : pipeline) {
      for (const auto program : programs_of(command)) {
        read(command, program);
        if (is_fetcher(base_name(command[program].text))) fetcher = base_name(command[program].text);
      }
      if (!fetcher.empty())
        for (const auto& file : files_written(command)) note(file, fetcher);
    }
  }

  std::vector<Finding> findings;

 private:
  void read(const Command& command, std::size_t program) {
    const auto name = base_name(command[program].text);
    if (is_one_of(raisers, name)) add(Finding::Kind::sudo, name, "", command[program].word);
    if (is_one_of(engines, name)) add(Finding::Kind::docker, name, "", command[program].word);
    if (unpacks_now(command, program)) add(Finding::Kind::unpacking, name, "", command[program].word);
    if (is_one_of(installers, name)) {
      const auto package = unpinned_package(command, program);
      if (package < command.size())
        add(Finding::Kind::unpinned_package, command[package].text, name, command[package].word);
    }
    if (is_check(command, program)) fetched_.clear();
    run(command[program]);
    if (runs_arguments(command, program))
      for (auto at = program + 1; at < command.size(); ++at) run(command[at]);
    follow(command, program);
    if (is_fetcher(name))
      for (const auto& file : files_of_fetcher(command, program)) note(file, name);
  }

  /// What is moved is still not checked, nor what is unpacked from it.
  void follow(const Command& command, std::size_t program) {
    const auto name = base_name(command[program].text);
    if (!is_one_of(movers, name) && name.find("zip") == std::string_view::npos &&
        name.find("xz") == std::string_view::npos)
      return;
    for (auto at = program + 1; at < command.size(); ++at) {
      const auto known = fetched_.find(base_name(command[at].text));
      if (known == fetched_.end()) continue;
      const auto fetcher = known->second;
      if (is_one_of(movers, name)) note(command.back().text, fetcher);
      for (const auto packing : packings)
        if (command[at].text.ends_with(packing))
          note(std::string_view(command[at].text).substr(0, command[at].text.size() - packing.size()),
               fetcher);
    }
  }

  void run(const Token& token) {
    const auto known = fetched_.find(base_name(token.text));
    if (known == fetched_.end()) return;
    const auto fetcher = known->second;
    fetched_.erase(known);  // one mistake
    add(Finding::Kind::unchecked_download, token.text, fetcher, token.word);
  }

  void note(std::string_view file, std::string_view fetcher) {
    const auto name = base_name(file);
    if (name.empty() || name == "-" || file.starts_with("/dev/") || is_fetcher(name)) return;
    fetched_.insert_or_assign(std::string(name), std::string(fetcher));
  }

  void add(Finding::Kind kind, std::string_view what, std::string_view by, std::size_t word) {
    findings.push_back({kind, std::string(what), std::string(by), word});
  }

  Fetched& fetched_;
};

}  // namespace

std::vector<Finding> Stage::run(const std::vector<std::string>& words) {
  Reader reader(fetched_);
  for (const auto& pipeline : split_commands(words)) reader.read(pipeline);
  if (const auto download = piped_download(words))
    reader.findings.push_back(
        {Finding::Kind::piped_download, download->interpreter, download->fetcher, download->word});
  else if (auto program = fetching_program(words))
    reader.findings.push_back(std::move(*program));
  return std::move(reader.findings);
}

bool unpacks(std::string_view program, std::string_view kind) {
  const bool zip_only = program == "unzip" || program == "jar";
  if (kind == "zip") return zip_only || program == "bsdtar" || program == "7z";
  return !zip_only;
}

}  // namespace herdc::dockerfile
