#pragma once

#include <fmt/format.h>

#include <span>

#include "compiler/analysis/evaluator.h"
#include "compiler/analysis/functions.h"

namespace herdc::analysis {

/// One call with all that a function needs to answer or to complain.
struct Given {
  Evaluator& evaluator;
  const Frame& frame;
  const ast::Call& call;
  Span span;
  const Arguments& arguments;

  const Value& operator[](std::size_t i) const { return arguments[i]; }
  std::size_t size() const { return arguments.size(); }

  Maybe give(Value::Data data) const { return Value{std::move(data), span}; }
  Maybe give(model::List list) const { return model::make_shared_value(std::move(list), span); }
  Maybe give(model::Map map) const { return model::make_shared_value(std::move(map), span); }
  Maybe give_text(std::string text) const {
    if (!evaluator.spend_bytes(text.size(), span)) return std::nullopt;
    return Value{std::move(text), span};
  }
  Maybe wrong(std::size_t i, std::string_view wanted) const {
    evaluator.report(frame, catalog::wrong_argument, call.arguments[i].span, call.function.text, wanted,
                     evaluator.describe(arguments[i]));
    return std::nullopt;
  }
  Maybe inexact() const {
    evaluator.report(frame, catalog::inexact, span, fmt::format("the result of `{}`", call.function.text));
    return std::nullopt;
  }
  template <class T>
  const T* take(std::size_t i, std::string_view wanted) const {
    const auto* value = arguments[i].get<T>();
    if (value == nullptr) wrong(i, wanted);
    return value;
  }
  const std::string* text(std::size_t i) const { return take<std::string>(i, "text"); }
  const std::int64_t* integer(std::size_t i) const { return take<std::int64_t>(i, "an integer"); }
  const model::List* list(std::size_t i) const { return take<model::List>(i, "a list"); }
  const model::Map* map(std::size_t i) const { return take<model::Map>(i, "a map"); }
};

// The built-in functions by subject, each with its rows for the table.
std::span<const Function> text_functions();
std::span<const Function> container_functions();
std::span<const Function> number_functions();
std::span<const Function> data_functions();
std::span<const Function> special_forms();

}  // namespace herdc::analysis
