#include "compiler/base/json.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "compiler/base/utf8.h"

namespace herdc::json {
namespace {

constexpr std::size_t max_depth = 64;

/// Builds our Value from the library's event stream: the library's own tree would hide duplicate keys and its
/// recursion over deep trees ends in a signal (nlohmann/json #5387).
class Builder : public nlohmann::json_sax<nlohmann::json> {
 public:
  Value root;
  std::string problem;

  bool null() override { return put(Value{}); }
  bool boolean(bool value) override { return put(Value{value}); }
  bool number_integer(number_integer_t value) override { return put(Value{std::int64_t{value}}); }
  bool number_unsigned(number_unsigned_t value) override {
    if (value > static_cast<number_unsigned_t>(INT64_MAX)) return refuse("a number is too large");
    return put(Value{static_cast<std::int64_t>(value)});
  }
  bool number_float(number_float_t, const string_t& text) override {
    return refuse(fmt::format("`{}` is not an integer", text));
  }
  bool string(string_t& value) override { return put(Value{std::move(value)}); }
  bool binary(binary_t&) override { return refuse("binary data"); }
  bool start_object(std::size_t) override { return open(Value{Value::Object{}}); }
  bool start_array(std::size_t) override { return open(Value{Value::Array{}}); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }
  bool key(string_t& value) override {
    auto& object = std::get<Value::Object>(open_.back()->data);
    if (object.contains(value)) return refuse(fmt::format("the key `{}` stands twice", value));
    key_ = std::move(value);
    return true;
  }
  bool parse_error(std::size_t place, const std::string&, const nlohmann::detail::exception&) override {
    return refuse(fmt::format("not valid JSON near byte {}", place));
  }

 private:
  bool refuse(std::string why) {
    if (problem.empty()) problem = std::move(why);
    return false;
  }
  Value* place(Value value) {
    if (open_.empty()) return &(root = std::move(value));
    if (auto* array = std::get_if<Value::Array>(&open_.back()->data)) {
      array->push_back(std::move(value));
      return &array->back();
    }
    return &(std::get<Value::Object>(open_.back()->data)[key_] = std::move(value));
  }
  bool put(Value value) {
    place(std::move(value));
    return true;
  }
  bool open(Value container) {
    if (open_.size() == max_depth) return refuse("nested too deeply");
    open_.push_back(place(std::move(container)));
    return true;
  }
  bool close() {
    open_.pop_back();
    return true;
  }

  std::vector<Value*> open_;
  std::string key_;
};

nlohmann::json to_library(const Value& value);

struct ToLibrary {
  nlohmann::json operator()(std::nullptr_t) const { return nullptr; }
  nlohmann::json operator()(bool value) const { return value; }
  nlohmann::json operator()(std::int64_t value) const { return value; }
  nlohmann::json operator()(const std::string& value) const { return value; }
  nlohmann::json operator()(const Value::Array& array) const {
    auto result = nlohmann::json::array();
    for (const auto& item : array) result.push_back(to_library(item));
    return result;
  }
  nlohmann::json operator()(const Value::Object& object) const {
    auto result = nlohmann::json::object();
    for (const auto& [key, item] : object) result[key] = to_library(item);
    return result;
  }
};

nlohmann::json to_library(const Value& value) {
  return std::visit(ToLibrary{}, value.data);
}

}  // namespace

const Value* Value::member(const std::string& key) const {
  const auto* members = object();
  if (members == nullptr) return nullptr;
  const auto found = members->find(key);
  return found == members->end() ? nullptr : &found->second;
}

Result<Value> parse(std::string_view text) {
  Builder builder;
  if (nlohmann::json::sax_parse(text, &builder)) return std::move(builder.root);
  return Failure{builder.problem.empty() ? "not valid JSON" : builder.problem};
}

std::string write(const Value& value) {
  return to_library(value).dump(2) + "\n";
}

std::string quoted(const std::string& text) {
  const auto whole = nlohmann::json(text).dump();
  std::string result;
  for (std::size_t at = 0; at < whole.size();) {
    const auto [code_point, size] = utf8::decode(whole, at);
    if (utf8::is_safe_to_show(code_point))
      result += whole.substr(at, size);
    else
      result += fmt::format("\\u{:04x}", static_cast<std::uint32_t>(code_point));
    at += size;
  }
  return result;
}

}  // namespace herdc::json
