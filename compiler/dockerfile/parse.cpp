#include "compiler/dockerfile/parse.h"

#include <algorithm>
#include <array>

#include "compiler/base/text.h"

namespace herdc::dockerfile {
namespace {

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\v' || c == '\f';
}

std::size_t skip_blanks(std::string_view text, std::size_t at, std::size_t end) {
  while (at < end && is_blank(text[at])) ++at;
  return at;
}

/// The end of the text of a line, without blanks.
std::size_t trimmed_end(std::string_view text, Range line) {
  auto end = line.end;
  while (end > line.begin && is_blank(text[end - 1])) --end;
  return end;
}

/// The line at `at` without its line feed.
Range line_at(std::string_view text, std::size_t at) {
  return {at, std::min(text.find('\n', at), text.size())};
}

bool is_comment(std::string_view text, Range line) {
  const auto first = skip_blanks(text, line.begin, line.end);
  return first < line.end && text[first] == '#';
}

bool is_empty(std::string_view text, Range line) {
  return skip_blanks(text, line.begin, line.end) == line.end;
}

/// An instruction with its continuation lines joined; `at[i]` is where byte i of `text` stands in the file.
struct Joined {
  std::string text;
  std::vector<std::size_t> at;
};

void append(Joined& joined, std::string_view text, Range range) {
  for (auto i = range.begin; i < range.end; ++i) {
    joined.text += text[i];
    joined.at.push_back(i);
  }
}

Word word_of(const Joined& joined, std::size_t begin, std::size_t end) {
  return {joined.text.substr(begin, end - begin), {joined.at[begin], joined.at[end - 1] + 1}};
}

std::vector<Word> split_words(const Joined& joined) {
  std::vector<Word> words;
  for (std::size_t at = 0; at < joined.text.size();) {
    at = skip_blanks(joined.text, at, joined.text.size());
    auto end = at;
    while (end < joined.text.size() && !is_blank(joined.text[end])) ++end;
    if (end > at) words.push_back(word_of(joined, at, end));
    at = end;
  }
  return words;
}

bool begins_heredoc(std::string_view word) {
  const auto at = word.find("<<");
  if (at == std::string_view::npos || at + 2 >= word.size()) return false;
  auto next = at + 2;
  if (word[next] == '-' && next + 1 < word.size()) ++next;
  return is_letter(word[next]) || word[next] == '_' || word[next] == '\'' || word[next] == '"';
}

bool takes_heredocs(std::string_view keyword) {
  return keyword == "RUN" || keyword == "COPY" || keyword == "ADD" || keyword == "ONBUILD";
}

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  File run() {
    read_directives();
    while (at_ < text_.size()) read_instruction();
    return std::move(file_);
  }

 private:
  // docker looks for directives until the first line that is none.
  void read_directives() {
    if (text_.starts_with("\xef\xbb\xbf")) at_ = 3;
    for (auto line = line_at(text_, at_); is_comment(text_, line); line = line_at(text_, line.end + 1)) {
      const auto name = directive_name(line);
      if (name.empty()) return;
      file_.directives.push_back({name, {line.begin, trimmed_end(text_, line)}});
      if (line.end == text_.size()) return;
    }
  }

  std::string directive_name(Range line) const {
    auto comment = text_.substr(line.begin, line.end - line.begin);
    comment.remove_prefix(comment.find('#') + 1);
    const auto equals = comment.find('=');
    if (equals == std::string_view::npos) return "";
    const auto begin = skip_blanks(comment, 0, equals);
    const auto name = to_lower(comment.substr(begin, trimmed_end(comment, {begin, equals}) - begin));
    constexpr std::array known = {"syntax", "escape", "check"};
    return std::find(known.begin(), known.end(), name) == known.end() ? "" : name;
  }

  void read_instruction() {
    Joined joined;
    const auto begin = at_;
    auto end = at_;
    for (bool more = true; more && at_ < text_.size();) {
      const auto line = line_at(text_, at_);
      at_ = line.end + 1;
      if (is_comment(text_, line) || is_empty(text_, line)) {
        more = !joined.text.empty();  // docker skips such lines inside an instruction
        continue;
      }
      more = add_line(joined, line);
      end = line.end;
    }
    finish(joined, {begin, end});
  }

  /// Whether the next line goes on.
  bool add_line(Joined& joined, Range line) {
    const auto end = trimmed_end(text_, line);
    if (text_[end - 1] != '\\') {
      append(joined, text_, line);
      return false;
    }
    if (end - line.begin >= 2 && text_[end - 2] == '\\')
      file_.doubts.push_back({Doubt::Kind::double_backslash, {end - 2, end}});
    append(joined, text_, {line.begin, end - 1});
    return true;
  }

  void finish(const Joined& joined, Range range) {
    auto words = split_words(joined);
    if (words.empty()) return;
    Instruction instruction{to_upper(words[0].text), {}, {}, {words[0].range.begin, range.end}};
    auto word = words.begin() + 1;
    for (; word != words.end() && word->text.starts_with("--") && word->text != "--"; ++word)
      instruction.flags.push_back(std::move(*word));
    instruction.words.assign(std::make_move_iterator(word), std::make_move_iterator(words.end()));
    find_doubts(instruction);
    file_.instructions.push_back(std::move(instruction));
  }

  void find_doubts(const Instruction& instruction) {
    for (const auto& flag : instruction.flags)
      if (flag.text.find_first_of("\"'\\") != std::string::npos)
        file_.doubts.push_back({Doubt::Kind::quoted_flag, flag.range});
    if (!takes_heredocs(instruction.keyword)) return;
    for (const auto& word : instruction.words)
      if (begins_heredoc(word.text)) file_.doubts.push_back({Doubt::Kind::heredoc, word.range});
  }

  std::string_view text_;
  std::size_t at_ = 0;
  File file_;
};

Word part(const Word& word, std::size_t begin, std::size_t end) {
  return {word.text.substr(begin, end - begin), {word.range.begin + begin, word.range.begin + end}};
}

/// The value of `key=value` inside a flag's list `--mount=type=bind,from=x,…`, or of the flag itself.
std::vector<Word> values_of(const Word& flag, std::string_view key) {
  std::vector<Word> values;
  for (std::size_t at = flag.text.find('=') + 1; at < flag.text.size();) {
    const auto end = std::min(flag.text.find(',', at), flag.text.size());
    if (std::string_view(flag.text).substr(at, end - at).starts_with(key))
      values.push_back(part(flag, at + key.size(), end));
    at = end + 1;
  }
  return values;
}

std::vector<Word> sources_of(const Instruction& instruction) {
  std::vector<Word> sources;
  for (const auto& flag : instruction.flags) {
    const auto lower = to_lower(flag.text);
    if (instruction.keyword == "COPY" && lower.starts_with("--from=")) {
      sources.push_back(part(flag, 7, flag.text.size()));
    } else if (instruction.keyword == "RUN" && lower.starts_with("--mount=")) {
      const auto values = values_of(flag, "from=");
      sources.insert(sources.end(), values.begin(), values.end());
    }
  }
  return sources;
}

/// The stages so far, by number and by name.
class Stages {
 public:
  bool knows(std::string_view reference) const {
    const auto name = to_lower(reference);
    if (std::find(names_.begin(), names_.end(), name) != names_.end()) return true;
    const bool number = !name.empty() && name.size() < 6 && std::all_of(name.begin(), name.end(), is_digit);
    // The last stage is the one that asks: it is not an earlier one.
    return number && !names_.empty() && std::stoul(name) < names_.size() - 1;
  }
  bool knows_name(std::string_view reference) const {
    const auto name = to_lower(reference);
    return !name.empty() && std::find(names_.begin(), names_.end(), name) != names_.end();
  }
  bool names_itself(std::string_view reference) const {
    return !names_.empty() && !names_.back().empty() && names_.back() == to_lower(reference);
  }
  void add(const Instruction& from) {
    const bool named = from.words.size() == 3 && to_lower(from.words[1].text) == "as";
    names_.push_back(named ? to_lower(from.words[2].text) : "");
  }

 private:
  std::vector<std::string> names_;
};

bool is_digest(std::string_view text) {
  return text.size() == 64 &&
         std::all_of(text.begin(), text.end(), [](char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); });
}

}  // namespace

File parse(std::string_view text) {
  return Parser(text).run();
}

std::vector<Reference> references(const File& file) {
  std::vector<Reference> found;
  Stages stages;
  for (const auto& instruction : file.instructions) {
    if (instruction.keyword == "FROM" && !instruction.words.empty()) {
      const auto& word = instruction.words[0];
      found.push_back({word.text, word.range, true, stages.knows_name(word.text)});
      stages.add(instruction);
    }
    for (const auto& source : sources_of(instruction))
      found.push_back(
          {source.text, source.range, false, stages.knows(source.text) && !stages.names_itself(source.text)});
  }
  return found;
}

std::vector<Reference> references(std::string_view text) {
  return references(parse(text));
}

bool is_pinned(std::string_view reference) {
  constexpr std::string_view mark = "@sha256:";
  const auto at = reference.find(mark);
  if (at == std::string_view::npos || at == 0) return false;
  const auto name = reference.substr(0, at);
  const bool plain = std::all_of(name.begin(), name.end(), [](char c) {
    return is_digit(c) || is_letter(c) || c == '.' || c == '-' || c == '_' || c == '/' || c == ':';
  });
  return plain && (is_digit(name[0]) || is_letter(name[0])) && is_digest(reference.substr(at + mark.size()));
}

}  // namespace herdc::dockerfile
