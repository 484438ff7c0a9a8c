#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "compiler/base/decimal.h"
#include "compiler/source/span.h"

namespace herdc::marathon {

/// A number as JSON writes it: exact, however many digits it takes.
struct Number {
  std::string digits;

  bool is_integer() const { return digits.find('.') == std::string::npos; }
  double approximately() const;
};

/// A JSON document whose every value knows what wrote it: what Marathon will be told of an app. Keys are
/// sorted by their bytes, as `jq -S` sorts them.
struct Json {
  using Items = std::vector<Json>;
  using Members = std::map<std::string, Json>;
  std::variant<bool, Number, std::string, Items, Members> data;
  Span span;
  bool assumed = false;  ///< nobody wrote it: whoever does takes its place
  Span key = {};         ///< of a further field: where its name stands

  static Json boolean(bool value, Span span) { return {value, span}; }
  static Json integer(std::int64_t value, Span span) { return {Number{std::to_string(value)}, span}; }
  static Json number(Decimal value, Span span) { return {Number{value.to_text()}, span}; }
  static Json text(std::string value, Span span) { return {std::move(value), span}; }
  static Json list(Span span) { return {Items{}, span}; }
  static Json object(Span span) { return {Members{}, span}; }

  Items* items() { return std::get_if<Items>(&data); }
  const Items* items() const { return std::get_if<Items>(&data); }
  Members* members() { return std::get_if<Members>(&data); }
  const Members* members() const { return std::get_if<Members>(&data); }
  const std::string* string() const { return std::get_if<std::string>(&data); }
  const Number* numeric() const { return std::get_if<Number>(&data); }

  /// Of an object: sets a member.
  Json& put(const std::string& name, Json value);
  /// Of an object: the object `name` in it, made when it is missing.
  Json& object_at(const std::string& name, Span span);
  /// Of an array.
  void add(Json item) { items()->push_back(std::move(item)); }

  /// By a path with dots through objects ("container.docker.image"); null when there is none.
  const Json* find(std::string_view path) const;
  /// The same for lists, which are empty when they are absent.
  const Items& list_at(std::string_view path) const;
  /// The text of a member; "" when it is absent or no text.
  const std::string& text_at(std::string_view path) const;
};

/// The value of an integer; 0 for anything else.
std::int64_t integer_of(const Json& value);

}  // namespace herdc::marathon
