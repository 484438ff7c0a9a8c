#include "compiler/dockerfile/add.h"

#include <algorithm>
#include <array>

#include "compiler/base/json.h"
#include "compiler/base/text.h"
#include "compiler/dockerfile/commands.h"

namespace herdc::dockerfile {
namespace {

/// The words of `["a", "b"]`; nothing when it is not such a list.
std::optional<std::vector<std::string>> json_words(const std::vector<Word>& words) {
  if (words.empty() || !words[0].text.starts_with('[')) return std::nullopt;
  std::string text;
  for (const auto& word : words) text += word.text + " ";
  const auto parsed = json::parse(text);
  if (!parsed || parsed->array() == nullptr) return std::nullopt;
  std::vector<std::string> found;
  for (const auto& item : *parsed->array()) {
    if (item.text() == nullptr) return std::nullopt;
    found.push_back(*item.text());
  }
  return found;
}

/// How much of a pattern stands for one character: "?", "a", or "[…]".
std::size_t length_of_one(std::string_view pattern) {
  const auto close = pattern[0] == '[' ? pattern.find(']', 2) : std::string_view::npos;
  return close == std::string_view::npos ? 1 : close + 1;
}

/// One part of a path. The last `*` is the only one that has to be tried again.
bool names_part(std::string_view pattern, std::string_view part) {
  std::string_view after_star, tried;
  bool star = false;
  while (!part.empty()) {
    if (!pattern.empty() && pattern[0] == '*') {
      pattern.remove_prefix(1);
      star = true;
      after_star = pattern;
      tried = part;
      continue;
    }
    const auto length = pattern.empty() ? 0 : length_of_one(pattern);
    if (length > 1 || (length == 1 && (pattern[0] == '?' || pattern[0] == part[0]))) {
      pattern.remove_prefix(length);
      part.remove_prefix(1);
    } else if (star) {
      tried.remove_prefix(1);
      part = tried;
      pattern = after_star;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*') == std::string_view::npos;
}

constexpr std::size_t tar_block = 512;
constexpr std::size_t checksum_begin = 148;
constexpr std::size_t checksum_end = 156;

/// A tar header carries the sum of its own bytes, with blanks in the place of the sum.
bool is_tar(std::string_view bytes) {
  if (bytes.size() < tar_block) return false;
  std::size_t sum = 0, written = 0;
  for (std::size_t i = 0; i < tar_block; ++i) {
    const bool in_sum = i >= checksum_begin && i < checksum_end;
    sum += in_sum ? ' ' : static_cast<unsigned char>(bytes[i]);
    if (in_sum && bytes[i] >= '0' && bytes[i] <= '7')
      written = written * 8 + static_cast<std::size_t>(bytes[i] - '0');
  }
  return sum == written;
}

struct Magic {
  std::string_view name;
  std::string_view bytes;
};
using namespace std::string_view_literals;
constexpr std::array packers = {
    Magic{"gzip", "\x1f\x8b\x08"sv},
    Magic{"bzip2", "BZh"sv},
    Magic{"xz",
          "\xfd"
          "7zXZ\0"sv},
    Magic{"zstd", "\x28\xb5\x2f\xfd"sv},
};

/// The sources as they are written.
std::vector<Word> written_sources(const Instruction& instruction) {
  const auto& words = instruction.words;
  std::vector<Word> sources;
  if (const auto listed = json_words(words)) {
    const Range whole{words.front().range.begin, words.back().range.end};
    for (std::size_t i = 0; i + 1 < listed->size(); ++i) sources.push_back({(*listed)[i], whole});
    return sources;
  }
  for (std::size_t i = 0; i + 1 < words.size(); ++i)
    sources.push_back({without_quotes(words[i].text), words[i].range});
  return sources;
}

bool leaves_context(std::string_view source) {
  std::size_t depth = 0;
  for (const auto& part : split(source, "/")) {
    if (part.empty() || part == ".") continue;
    if (part == ".." && depth == 0) return true;
    depth = part == ".." ? depth - 1 : depth + 1;
  }
  return false;
}

/// Whether a word leaves quotes open that were not, or closes those that were.
bool ends_in_quotes(std::string_view word, char& open) {
  bool escaped = false;
  for (const char c : word) {
    if (escaped)
      escaped = false;
    else if (c == '\\' && open != '\'')
      escaped = true;
    else if (open == 0 && (c == '"' || c == '\''))
      open = c;
    else if (c == open)
      open = 0;
  }
  return open != 0 || escaped;  // "a\ b" goes on, too
}

}  // namespace

std::string without_quotes(std::string_view word) {
  std::string text;
  for (const char c : word)
    if (c != '"' && c != '\'' && c != '\\') text += c;
  return text;
}

std::string path_in_context(std::string_view source) {
  std::vector<std::string> parts;
  for (const auto& part : split(source, "/")) {
    if (part.empty() || part == ".") continue;
    if (part != "..")
      parts.push_back(part);
    else if (!parts.empty())
      parts.pop_back();
  }
  return join(parts, "/");
}

std::optional<Word> outside_source(const Instruction& instruction) {
  for (auto& source : written_sources(instruction))
    if (leaves_context(source.text)) return std::move(source);
  return std::nullopt;
}

std::vector<Word> run_words(const Instruction& run) {
  const auto listed = json_words(run.words);
  if (!listed) return run.words;
  const Range whole{run.words.front().range.begin, run.words.back().range.end};
  std::vector<Word> words;
  for (const auto& item : *listed)
    for (auto& word : shell_words(item)) words.push_back({std::move(word), whole});
  return words;
}

std::vector<Assignment> assignments(const Instruction& instruction) {
  const auto& words = instruction.words;
  std::vector<Assignment> found;
  if (words.empty()) return found;
  const bool one = instruction.keyword != "ARG" && words[0].text.find('=') == std::string::npos;
  char open = 0;
  bool goes_on = false;
  for (const auto& word : words) {
    const auto equals = word.text.find('=');
    const auto text = without_quotes(word.text);
    if (goes_on || (one && !found.empty())) {
      found.back().value += (found.back().value.empty() ? "" : " ") + text;
    } else if (one || equals == std::string::npos) {
      found.push_back({text, "", word.range});
    } else {
      found.push_back({without_quotes(word.text.substr(0, equals)),
                       without_quotes(word.text.substr(equals + 1)), word.range});
    }
    goes_on = ends_in_quotes(word.text, open);
  }
  return found;
}

std::vector<Word> add_sources(const Instruction& add) {
  auto sources = written_sources(add);
  for (auto& source : sources) source.text = path_in_context(source.text);
  return sources;
}

bool names_file(std::string_view source, std::string_view path) {
  const auto patterns = split(source, "/"), parts = split(path, "/");
  return std::equal(patterns.begin(), patterns.end(), parts.begin(), parts.end(),
                    [](const auto& pattern, const auto& part) { return names_part(pattern, part); });
}

std::optional<std::string_view> archive_kind(std::string_view bytes) {
  for (const auto& packer : packers)
    if (bytes.starts_with(packer.bytes)) return packer.name;
  if (is_tar(bytes)) return "tar";
  return std::nullopt;
}

std::optional<std::string_view> packed_kind(std::string_view bytes) {
  if (bytes.starts_with("PK\3\4")) return "zip";
  for (const auto cpio : {"070701", "070702", "070707"})
    if (bytes.starts_with(cpio)) return "cpio";
  return archive_kind(bytes);
}

}  // namespace herdc::dockerfile
