#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>

#include "compiler/base/data.h"

/// The library reads and checks; a cursor that follows its events says where each token stands.
namespace herdc::data {
namespace {

class Builder : public nlohmann::json_sax<nlohmann::json> {
 public:
  Builder(std::string_view text, Document& document) : text_(text), document_(document) {}

  bool null() override { return add({{}, word()}); }
  bool boolean(bool value) override { return add({value, word()}); }
  bool number_integer(number_integer_t) override { return number(); }
  bool number_unsigned(number_unsigned_t) override { return number(); }
  bool number_float(number_float_t, const string_t&) override { return number(); }
  bool string(string_t& value) override { return add({std::move(value), quoted()}); }
  bool binary(binary_t&) override { return false; }  // JSON has none

  bool start_object(std::size_t) override { return open({Node::Map{}, sign()}); }
  bool start_array(std::size_t) override { return open({Node::List{}, sign()}); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }
  bool key(string_t& value) override {
    auto& top = open_.back();
    top.key = std::move(value);
    top.key_range = quoted();
    const auto [first, fresh] = top.keys.emplace(top.key, top.key_range);
    top.repeated = !fresh;
    if (!fresh)
      document_.mistakes.push_back({Mistake::Kind::duplicate_key, top.key_range, top.key, "", first->second});
    return true;
  }

  bool parse_error(std::size_t position, const std::string&,
                   const nlohmann::detail::exception& error) override {
    const auto begin = std::min(position == 0 ? 0 : position - 1, text_.size());
    return stop(
        {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(std::min(begin + 1, text_.size()))},
        reason(error.what()));
  }

 private:
  struct Open {
    Node node;
    std::string key = {};
    Range key_range = {};
    bool repeated = false;
    std::map<std::string, Range, std::less<>> keys = {};
  };

  bool stop(Range range, std::string what) {
    document_.mistakes.push_back({Mistake::Kind::malformed, range, std::move(what)});
    return false;
  }

  /// "[json.exception.parse_error.101] parse error at line 1, column 2: syntax error while …" without its
  /// head: the place is shown by itself.
  static std::string reason(std::string_view what) {
    const auto head = what.find(": ");
    return std::string(head == std::string_view::npos ? what : what.substr(head + 2));
  }

  std::size_t token() {
    cursor_ = std::min(text_.find_first_not_of(" \t\r\n,:", cursor_), text_.size());
    return cursor_;
  }
  Range up_to(std::size_t begin, std::size_t end) {
    cursor_ = std::min(end, text_.size());
    return {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(cursor_)};
  }
  Range sign() {
    const auto begin = token();
    return up_to(begin, begin + 1);
  }
  Range word() {
    const auto begin = token();
    return up_to(begin, text_.find_first_of(" \t\r\n,:]}", begin));
  }
  Range quoted() {
    const auto begin = token();
    auto end = begin + 1;
    while (end < text_.size() && text_[end] != '"') end += text_[end] == '\\' ? 2 : 1;
    return up_to(begin, end + 1);
  }

  bool number() {
    const auto range = word();
    return add({Node::Number{std::string(text_.substr(range.begin, range.end - range.begin))}, range});
  }

  bool open(Node node) {
    if (open_.size() == max_depth)
      return stop(node.range, fmt::format("it is nested deeper than {} levels", max_depth));
    open_.push_back({std::move(node)});
    return true;
  }
  bool close() {
    auto node = std::move(open_.back().node);
    open_.pop_back();
    node.range.end = sign().end;
    return add(std::move(node));
  }

  bool add(Node node) {
    if (open_.empty()) {
      document_.root = std::move(node);
    } else if (auto* list = std::get_if<Node::List>(&open_.back().node.data)) {
      list->push_back(std::move(node));
    } else if (auto& top = open_.back(); !top.repeated) {
      std::get<Node::Map>(top.node.data).push_back({std::move(top.key), top.key_range, std::move(node)});
    }
    return true;
  }

  std::string_view text_;
  Document& document_;
  std::vector<Open> open_;
  std::size_t cursor_ = 0;
};

}  // namespace

Document parse_json(std::string_view text) {
  Document document;
  Builder builder(text, document);
  nlohmann::json::sax_parse(text, &builder);
  return document;
}

}  // namespace herdc::data
