#include <array>

#include "compiler/backend/marathon/rules.h"
#include "compiler/base/text.h"

/// Regular expressions as Marathon reads them: those of java.util.regex.
namespace herdc::marathon {
namespace {

/// How far behind `at` a repetition reaches: 0 when there is none that has no end.
std::size_t repetition(std::string_view text, std::size_t at) {
  if (at >= text.size()) return 0;
  if (text[at] == '*' || text[at] == '+') return 1;
  if (text[at] != '{') return 0;
  const auto close = text.find('}', at);
  const bool open_ended = close != std::string_view::npos && text[close - 1] == ',';
  return open_ended ? close - at + 1 : 0;
}

/// Follows the form of an expression: what opens and closes, and whether there is something to repeat.
class Form {
 public:
  explicit Form(std::string_view text) : text_(text) {}

  std::string_view problem() {
    for (at_ = 0; at_ < text_.size() && problem_.empty(); ++at_) step(text_[at_]);
    if (!problem_.empty()) return problem_;
    if (classes_ > 0) return "a `[` of this one is not closed";
    return groups_ > 0 ? "a `(` of this one is not closed" : "";
  }

 private:
  void step(char c) {
    if (c == '\\')
      skip_escaped();
    else if (c == '[')
      open_class();
    else if (classes_ > 0)
      classes_ -= c == ']' ? 1 : 0;
    else if (std::string_view("*+?{").find(c) != std::string_view::npos)
      repeat(c);
    else
      plain(c);
  }

  void skip_escaped() {
    if (at_ + 1 == text_.size()) {
      problem_ = "this one ends with a `\\` that nothing follows";
    } else if (text_.substr(at_, 2) == "\\Q") {
      const auto end = text_.find("\\E", at_);
      at_ = end == std::string_view::npos ? text_.size() : end + 1;
    } else {
      const char kind = text_[++at_];
      const bool braced = at_ + 1 < text_.size() && text_[at_ + 1] == '{';
      if (kind == 'c') ++at_;
      if (braced && std::string_view("pPx").find(kind) != std::string_view::npos) at_ = text_.find('}', at_);
    }
    repeatable_ = true;
  }

  /// A `]` right behind the `[` stands for itself.
  void open_class() {
    ++classes_;
    if (at_ + 1 < text_.size() && text_[at_ + 1] == '^') ++at_;
    if (at_ + 1 < text_.size() && text_[at_ + 1] == ']') ++at_;
    repeatable_ = true;
  }

  /// Behind a repetition, `?` makes it reluctant and `+` possessive.
  void repeat(char c) {
    if (!repeatable_) problem_ = "this one repeats what is not there";
    repeatable_ = false;
    const auto close = c == '{' ? text_.find('}', at_) : at_;
    if (close == std::string_view::npos) problem_ = "a `{` of this one is not closed";
    at_ = std::min(close, text_.size() - 1);
    if (at_ + 1 < text_.size() && (text_[at_ + 1] == '?' || text_[at_ + 1] == '+')) ++at_;
  }

  void plain(char c) {
    groups_ += c == '(' ? 1 : 0;
    if (c == ')' && groups_-- == 0) problem_ = "a `)` of this one closes nothing";
    if (c == '(' && at_ + 1 < text_.size() && text_[at_ + 1] == '?') ++at_;
    repeatable_ = c != '(' && c != '|';
  }

  const std::string_view text_;
  std::size_t at_ = 0;
  std::size_t groups_ = 0, classes_ = 0;  ///< open ones
  bool repeatable_ = false;               ///< something stands before that can be repeated
  std::string_view problem_;
};

}  // namespace

std::string_view expression_problem(std::string_view text) {
  return Form(text).problem();
}

bool can_be_endless(std::string_view text) {
  std::vector<bool> repeats = {false};  // for each open group: something in it repeats
  bool in_class = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\') {
      ++i;
    } else if (in_class || text[i] == '[') {
      in_class = text[i] != ']';
    } else if (text[i] == '(') {
      repeats.push_back(false);
    } else if (text[i] == ')' && repeats.size() > 1) {
      const bool inner = repeats.back();
      repeats.pop_back();
      const bool repeated = repetition(text, i + 1) > 0;
      if (inner && repeated) return true;
      repeats.back() = repeats.back() || inner || repeated;
    } else if (repetition(text, i) > 0) {
      repeats.back() = true;
    }
  }
  return false;
}

}  // namespace herdc::marathon
