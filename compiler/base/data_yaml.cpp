#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <array>
#include <istream>
#include <map>
#include <optional>
#include <regex>
#include <streambuf>

#include "compiler/base/data.h"
#include "compiler/base/text.h"

/// The fence of yaml-cpp: its events become nodes. The library decides what is a scalar, and this file what a
/// scalar without quotes means.
namespace herdc::data {
namespace {

struct Stop {};

/// A view as a stream, without a copy.
struct ViewBuffer : std::streambuf {
  explicit ViewBuffer(std::string_view text) {
    auto* begin = const_cast<char*>(text.data());  // NOLINT: setg takes no const, and nothing writes
    setg(begin, begin, begin + text.size());
  }
};

bool is_whole(std::string_view text) {
  if (text.starts_with('-')) text.remove_prefix(1);
  return !text.empty() && std::all_of(text.begin(), text.end(), is_digit) &&
         (text.size() == 1 || text.front() != '0');
}

bool is_decimal(std::string_view text) {
  const auto dot = text.find('.');
  if (dot == std::string_view::npos || dot + 1 == text.size()) return false;
  return is_whole(text.substr(0, dot)) &&
         std::all_of(text.begin() + static_cast<std::ptrdiff_t>(dot) + 1, text.end(), is_digit);
}

bool starts_like_number(std::string_view text) {
  return !text.empty() &&
         (is_digit(text.front()) || std::string_view("+-.").find(text.front()) != std::string_view::npos);
}

// YAML 1.1's numbers, times and dates that are nothing of the kind to somebody else: 012, 0x1F, 1_000, 12:30,
// 1e3, .5, +1, 2026-01-31.
bool is_twisted_number(std::string_view text) {
  if (!starts_like_number(text) || text.size() > 40) return false;
  static const std::regex twisted(
      R"([-+]?0[0-7_]+|[-+]?0[0-9]+|[-+]?0x[0-9a-fA-F_]+|[-+]?0o[0-7_]+|[-+]?0b[01_]+|[-+]?[0-9][0-9_]*|)"
      R"([-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?|[-+]?([0-9][0-9_]*)?\.?[0-9_]*([eE][-+]?[0-9]+)?|)"
      R"([-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([Tt ].*)?)");
  return text != "-" && text != "+" && text != "." && std::regex_match(text.begin(), text.end(), twisted);
}

bool is_twisted_word(std::string_view text) {
  constexpr std::array<std::string_view, 8> words = {"y", "yes", "n", "no", "on", "off", "true", "false"};
  return text.size() <= 5 && std::find(words.begin(), words.end(), to_lower(text)) != words.end();
}

std::uint32_t quoted_end(std::string_view text, std::size_t begin) {
  const char quote = text[begin];
  auto at = begin + 1;
  for (; at < text.size(); ++at) {
    if (quote == '"' && text[at] == '\\') {
      ++at;
    } else if (text[at] == quote) {
      if (quote == '"' || at + 1 >= text.size() || text[at + 1] != quote) break;
      ++at;
    }
  }
  return static_cast<std::uint32_t>(std::min(at + 1, text.size()));
}

std::size_t count(const Node& node) {
  std::size_t total = 1;
  if (const auto* list = std::get_if<Node::List>(&node.data))
    for (const auto& item : *list) total += count(item);
  if (const auto* map = std::get_if<Node::Map>(&node.data))
    for (const auto& entry : *map) total += count(entry.value);
  return total;
}

class Builder : public YAML::EventHandler {
 public:
  explicit Builder(std::string_view text, Document& document) : text_(text), document_(document) {}

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (documents_++ > 0)
      stop(at(mark), "it holds more than one document",
           "put each into a file of its own, without `---` between");
  }
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    auto range = scalar_range(mark, "");
    const auto word = text_.substr(range.begin, 4);
    if (word.starts_with('~')) range.end = range.begin + 1;
    if (to_lower(word) == "null") range.end = range.begin + 4;
    finish({{}, range}, anchor);
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const auto known = anchored_.find(anchor);
    if (known == anchored_.end())
      stop(at(mark), "an alias stands inside what it names", "write the value out");
    copy(known->second, mark);
    auto node = known->second;
    add(std::move(node));
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    const auto range = scalar_range(mark, value);
    check_tag(tag, mark);
    finish({tag == "?" ? plain(value, range) : value, range}, anchor);
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    open({Node::List{}, at(mark)}, tag, anchor, mark);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    open({Node::Map{}, at(mark)}, tag, anchor, mark);
  }
  void OnMapEnd() override { close(); }

 private:
  struct Open {
    Node node;
    YAML::anchor_t anchor;
    std::optional<Node> key = {};
    std::map<std::string, Range, std::less<>> keys = {};
  };

  [[noreturn]] void stop(Range range, std::string what, std::string hint) {
    document_.mistakes.push_back({Mistake::Kind::malformed, range, std::move(what), std::move(hint)});
    throw Stop{};
  }

  Range at(const YAML::Mark& mark) const {
    const auto begin =
        static_cast<std::uint32_t>(std::min(static_cast<std::size_t>(std::max(mark.pos, 0)), text_.size()));
    return {begin, std::min(begin + 1, static_cast<std::uint32_t>(text_.size()))};
  }

  /// The mark of a scalar with an anchor or a tag is the anchor's.
  std::size_t behind_properties(std::size_t at) const {
    while (at < text_.size() && (text_[at] == '&' || text_[at] == '!')) {
      at = std::min(text_.find_first_of(" \t\r\n", at), text_.size());
      at = std::min(text_.find_first_not_of(" \t\r\n", at), text_.size());
    }
    return at;
  }

  Range scalar_range(const YAML::Mark& mark, const std::string& value) const {
    const auto begin = behind_properties(at(mark).begin);
    const auto from = static_cast<std::uint32_t>(begin);
    if (begin >= text_.size()) return {from, from};
    if (text_[begin] == '"' || text_[begin] == '\'') return {from, quoted_end(text_, begin)};
    if (text_.substr(begin, value.size()) == value)
      return {from, static_cast<std::uint32_t>(begin + value.size())};
    return {from, static_cast<std::uint32_t>(std::min(text_.find_first_of("\r\n", begin), text_.size()))};
  }

  void check_tag(const std::string& tag, const YAML::Mark& mark) {
    if (tag != "?" && tag != "!" && !tag.empty())
      stop(at(mark), "it holds a tag, such as `!!int`, and tags are not read",
           "quotes make a text of a value");
  }

  std::variant<std::monostate, bool, Node::Number, std::string, Node::List, Node::Map> plain(
      const std::string& value, Range range) {
    if (value == "true" || value == "false") return value == "true";
    if (is_whole(value) || is_decimal(value)) return Node::Number{value};
    if (is_twisted_word(value) || is_twisted_number(value))
      document_.mistakes.push_back({Mistake::Kind::ambiguous, range, value, hint_for(value)});
    return value;
  }

  static std::string hint_for(const std::string& value) {
    const auto quoted = fmt::format("write \"{}\" if it is a text", value);
    if (!is_twisted_word(value)) return quoted + ", and the number in plain digits if it is one";
    const auto word = to_lower(value);
    const bool yes = word == "y" || word == "yes" || word == "on" || word == "true";
    return fmt::format("{}, and {} if it is one", quoted, yes ? "true" : "false");
  }

  void open(Node node, const std::string& tag, YAML::anchor_t anchor, const YAML::Mark& mark) {
    check_tag(tag, mark);
    if (open_.size() == max_depth)
      stop(node.range, fmt::format("it is nested deeper than {} levels", max_depth), "");
    open_.push_back({std::move(node), anchor});
  }

  void close() {
    auto done = std::move(open_.back());
    open_.pop_back();
    done.node.range.end = std::max(last_end_, done.node.range.end);
    finish(std::move(done.node), done.anchor);
  }

  void finish(Node node, YAML::anchor_t anchor) {
    last_end_ = node.range.end;
    if (anchor != YAML::NullAnchor) {
      copies_ += count(node);
      anchored_[anchor] = node;
    }
    add(std::move(node));
  }

  void copy(const Node& node, const YAML::Mark& mark) {
    copies_ += count(node);
    if (copies_ > max_copies)
      stop(at(mark), fmt::format("its aliases make more than {} values", max_copies),
           "write such a list as a comprehension in herd");
  }

  void add(Node node) {
    if (open_.empty()) {
      document_.root = std::move(node);
      return;
    }
    auto& top = open_.back();
    if (auto* list = std::get_if<Node::List>(&top.node.data))
      list->push_back(std::move(node));
    else if (!top.key)
      top.key = std::move(node);
    else
      add_entry(top, std::move(node));
  }

  void add_entry(Open& top, Node value) {
    const auto key_node = *std::exchange(top.key, std::nullopt);
    auto key = key_text(key_node);
    const auto [first, fresh] = top.keys.emplace(key, key_node.range);
    if (!fresh)
      document_.mistakes.push_back({Mistake::Kind::duplicate_key, key_node.range, key, "", first->second});
    else
      std::get<Node::Map>(top.node.data).push_back({std::move(key), key_node.range, std::move(value)});
  }

  std::string key_text(const Node& key) {
    if (const auto* number = std::get_if<Node::Number>(&key.data)) return number->digits;
    if (const auto* truth = std::get_if<bool>(&key.data)) {
      const std::string word = *truth ? "true" : "false";
      document_.mistakes.push_back(
          {Mistake::Kind::ambiguous, key.range, word, fmt::format("write \"{}\": a key is a text", word)});
      return word;
    }
    const auto* text = std::get_if<std::string>(&key.data);
    if (text == nullptr) stop(key.range, "a key is a text", "put it into quotes");
    if (*text == "<<" && text_.substr(key.range.begin, 2) == "<<")
      stop(key.range, "it merges maps by `<<`, which is not read",
           "merge them in herd: `merge(defaults, app)`");
    return *text;
  }

  std::string_view text_;
  Document& document_;
  std::vector<Open> open_;
  std::map<YAML::anchor_t, Node> anchored_;
  std::size_t copies_ = 0;
  std::size_t documents_ = 0;
  std::uint32_t last_end_ = 0;
};

Mistake malformed(std::string_view text, const YAML::Exception& problem) {
  const auto begin = std::min(static_cast<std::size_t>(std::max(problem.mark.pos, 0)), text.size());
  const auto line = begin == 0 ? 0 : text.rfind('\n', begin - 1) + 1;  // npos + 1 is 0
  const auto indentation = text.substr(line, text.find_first_not_of(" \t", line) - line);
  const auto from = static_cast<std::uint32_t>(begin);
  return {Mistake::Kind::malformed,
          {from, std::min(from + 1, static_cast<std::uint32_t>(text.size()))},
          problem.msg,
          indentation.find('\t') != std::string_view::npos
              ? "YAML is indented by spaces, and this line has a tab in front"
              : ""};
}

}  // namespace

Document parse_yaml(std::string_view text) {
  Document document;
  ViewBuffer buffer(text);
  std::istream stream(&buffer);
  Builder builder(text, document);
  try {
    YAML::Parser parser(stream);
    while (parser.HandleNextDocument(builder)) {
    }
  } catch (const Stop&) {
    // said already
  } catch (const YAML::Exception& problem) {
    document.mistakes.push_back(malformed(text, problem));
  }
  return document;
}

}  // namespace herdc::data
