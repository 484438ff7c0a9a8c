#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "compiler/analysis/evaluator.h"
#include "compiler/analysis/operators.h"
#include "compiler/analysis/quantity.h"

namespace herdc::analysis {

using ast::Operator;

namespace {

/// What a literal that does not fit would have to keep to.
std::string_view limit_of(const ast::Number& number) {
  const bool fraction = number.digits.find('.') != std::string::npos;
  if (number.unit.empty())
    return fraction ? "a number has at most six fractional digits, and goes up to 9223372036854.775807"
                    : "an integer goes up to 9223372036854775807";
  const bool bytes = number.unit.ends_with('B');
  if (fraction)
    return bytes ? "it must be a whole number of bytes" : "it must be a whole number of milliseconds";
  return bytes ? "sizes go up to 9223372036854775807B" : "durations go up to 9223372036854775807ms";
}

}  // namespace

Maybe Evaluator::evaluate(const ast::Expr& expr, const Frame& frame) {
  struct Deeper {
    std::size_t& depth;
    explicit Deeper(std::size_t& d) : depth(d) { ++depth; }
    ~Deeper() { --depth; }
  } deeper(depth_);
  if (!spend_step(expr.span)) return std::nullopt;
  auto* trace = context_.trace;
  auto value = std::visit([&](const auto& node) { return visit(node, expr.span, frame); }, expr.node);
  if (trace != nullptr) trace->add(expr, value);
  return value;
}

Maybe Evaluator::visit(const ast::Number& number, Span span, const Frame& frame) {
  if (auto data = parse_quantity(number.digits, number.unit)) return Value{std::move(*data), span};
  report(frame, catalog::inexact, span, fmt::format("`{}{}`", number.digits, number.unit))
      .with_hint(std::string(limit_of(number)));
  return std::nullopt;
}

Maybe Evaluator::text(const ast::Text& node, Span span, const Frame& frame) {
  std::string result;
  bool failed = false;
  for (const auto& part : node.parts) {
    if (!part.expr) {
      result += part.literal;
      continue;
    }
    const auto piece = interpolated(**part.expr, frame);
    failed |= !piece;
    if (piece) result += *piece;
  }
  if (failed || !spend_bytes(result.size(), span)) return std::nullopt;
  return Value{std::move(result), span};
}

std::optional<std::string> Evaluator::interpolated(const ast::Expr& expr, const Frame& frame) {
  const auto value = evaluate(expr, frame);
  if (!value) return std::nullopt;
  auto form = text_form(*value);
  if (!form) no_text_form(*value, expr.span, frame);
  return form;
}

void Evaluator::no_text_form(const Value& value, Span place, const Frame& frame) {
  auto& diagnostic = report(frame, catalog::no_text_form, place, describe(value));
  if (value.get<model::Bytes>() != nullptr) diagnostic.with_hint("`mib(x)` is its number of MiB");
  if (value.get<model::Duration>() != nullptr) diagnostic.with_hint("`seconds(x)` is its number of seconds");
  if (value.get<model::List>() != nullptr)
    diagnostic.with_hint("`join(list, \",\")` makes one text of a list");
  const auto* id = value.get<DeclId>();
  if (id == nullptr) return;
  const bool secret = entity(*id).blueprint->kind == schema::Shape::secret;
  diagnostic.with_hint(
      secret ? fmt::format("a secret never becomes text; `secrets = [{}]` in a service puts the file "
                           "at /run/secrets/{}, and the process reads it there",
                           entity(*id).path, emitted_name(*id))
             : "read one of its values, such as `.name`");
}

Maybe Evaluator::visit(const ast::List& node, Span span, const Frame& frame) {
  model::List items;
  bool failed = false;
  for (const auto& item : node.items) {
    auto value = evaluate(item, frame);
    failed |= !value;
    if (value) items.push_back(std::move(*value));
  }
  if (failed || !spend_bytes(items.size() * sizeof(Value), span)) return std::nullopt;
  return model::make_shared_value(std::move(items), span);
}

Maybe Evaluator::visit(const ast::Map& node, Span span, const Frame& frame) {
  model::Map entries;
  bool failed = false;
  for (const auto& entry : node.entries) {
    const auto key = key_text(entry.key, frame);
    auto value = evaluate(entry.value, frame);
    failed |= !key || !value;
    if (!key || !value) continue;
    value->key = entry.key.span;
    if (!entries.emplace(*key, std::move(*value)).second) {
      report(frame, catalog::duplicate_key, entry.key.span, *key);
      failed = true;
    }
  }
  if (failed || !spend_bytes(entries.size() * sizeof(Value), span)) return std::nullopt;
  return model::make_shared_value(std::move(entries), span);
}

Maybe Evaluator::visit(const ast::Comprehension& node, Span span, const Frame& frame) {
  const auto& header = *node.header;
  const auto source = evaluate(header.source, frame);
  if (!source) return std::nullopt;
  const auto items = iterate(*source, header.second.has_value(), header.source.span, frame);
  if (!items) return std::nullopt;
  model::List list;
  model::Map map;
  Trace* trace = std::exchange(context_.trace, nullptr);  // its parts have a value for each element
  for (const auto& [first, second] : *items) {
    const Local outer{header.first.text, &first, frame.locals};
    const Local inner{header.second ? header.second->text : std::string_view{}, &second, &outer};
    const Frame inside{frame.home, frame.blueprint, frame.entity, header.second ? &inner : &outer};
    if (!comprehend(node, inside, list, map)) return std::nullopt;
  }
  context_.trace = trace;
  if (!spend_bytes((list.size() + map.size()) * sizeof(Value), span)) return std::nullopt;
  return node.key ? model::make_shared_value(std::move(map), span)
                  : model::make_shared_value(std::move(list), span);
}

/// One round; false when something in it failed.
bool Evaluator::comprehend(const ast::Comprehension& node, const Frame& inside, model::List& list,
                           model::Map& map) {
  if (node.condition) {
    const auto wanted = condition(**node.condition, "the `if` of a comprehension", inside);
    if (!wanted) return false;
    if (!*wanted) return true;
  }
  auto value = evaluate(*node.value, inside);
  if (!value) return false;
  if (!node.key) return list.push_back(std::move(*value)), true;
  const auto key = interpolated(**node.key, inside);
  if (!key) return false;
  value->key = (*node.key)->span;
  if (map.emplace(*key, std::move(*value)).second) return true;
  report(inside, catalog::duplicate_key, (*node.key)->span, *key);
  return false;
}

std::optional<bool> Evaluator::condition(const ast::Expr& expr, std::string_view what, const Frame& frame) {
  const auto value = evaluate(expr, frame);
  if (!value) return std::nullopt;
  if (const auto* truth = value->get<bool>()) return *truth;
  report(frame, catalog::not_a_condition, expr.span, what, describe(*value));
  return std::nullopt;
}

Maybe Evaluator::visit(const ast::If& node, Span, const Frame& frame) {
  const auto chosen = condition(*node.condition, "`if`", frame);
  if (!chosen) return std::nullopt;
  return evaluate(*chosen ? *node.then : *node.otherwise, frame);
}

Maybe Evaluator::visit(const ast::Not& node, Span span, const Frame& frame) {
  const auto truth = condition(*node.operand, "`not`", frame);
  return truth ? Maybe(Value{!*truth, span}) : std::nullopt;
}

Maybe Evaluator::visit(const ast::Negate& node, Span span, const Frame& frame) {
  const auto* literal = std::get_if<ast::Number>(&node.operand->node);
  if (literal != nullptr && literal->unit.empty())
    if (const auto least = parse_integer("-" + literal->digits)) return Value{*least, span};
  const auto value = evaluate(*node.operand, frame);
  if (!value) return std::nullopt;
  const Value zero{std::int64_t{0}, span};
  if (value->get<std::int64_t>() != nullptr || value->get<Decimal>() != nullptr)
    return arithmetic(Operator::subtract, zero, *value, span, frame);
  report(frame, catalog::wrong_operands, span, "-", "nothing before it", describe(*value))
      .with_hint("only a number may have a sign");
  return std::nullopt;
}

Maybe Evaluator::visit(const ast::Chain& chain, Span span, const Frame& frame) {
  const auto op = chain.links.front().op;
  if (op == Operator::and_ || op == Operator::or_) return logic(chain, span, frame);
  auto value = evaluate(*chain.first, frame);
  for (const auto& link : chain.links) {
    const auto operand = evaluate(link.operand, frame);
    if (!value || !operand) {
      value = std::nullopt;
      continue;
    }
    value = combine(link.op, *value, *operand, span, frame);
  }
  return value;
}

/// Left to right, and no further than needed: `exists(x) and x.y` is safe.
Maybe Evaluator::logic(const ast::Chain& chain, Span span, const Frame& frame) {
  const bool stop = chain.links.front().op == Operator::or_;
  const auto word = fmt::format("`{}`", spelling(chain.links.front().op));
  auto truth = condition(*chain.first, word, frame);
  for (const auto& link : chain.links) {
    if (!truth) return std::nullopt;
    if (*truth == stop) break;
    truth = condition(link.operand, word, frame);
  }
  return truth ? Maybe(Value{*truth, span}) : std::nullopt;
}

/// By emitted name, or by path where several clusters may emit one name. What runs a proxy is a service of
/// ours, not of the source.
Maybe Evaluator::visit(const ast::EveryKind& every, Span span, const Frame& frame) {
  const auto kind = schema::find_kind(every.kind.text);
  const bool allowed = frame.blueprint != nullptr && sees_everything(*frame.blueprint);
  if (!kind || !allowed || finished_ == nullptr) return std::nullopt;
  model::Map found;
  for (const auto id : finished_->of_kind(*kind))
    if (!finished_->proxies.contains(id))
      found[clusters_.size() > 1 ? entity(id).path : (*finished_)[id].name] = Value{id, span};
  if (!spend_bytes(found.size() * sizeof(Value), span)) return std::nullopt;
  return model::make_shared_value(std::move(found), span);
}

Maybe Evaluator::visit(const ast::Call& call, Span span, const Frame& frame) {
  const auto* function = find_function(call.function.text);
  if (function == nullptr || call.arguments.size() < function->fewest ||
      call.arguments.size() > function->most)
    return std::nullopt;
  if (function->special != nullptr) return function->special(*this, frame, call, span);
  Arguments arguments;
  for (const auto& argument : call.arguments) {
    auto value = evaluate(argument, frame);
    if (value) arguments.push_back(std::move(*value));
  }
  if (arguments.size() != call.arguments.size()) return std::nullopt;
  return analysis::apply(*function, *this, frame, call, span, arguments);
}

}  // namespace herdc::analysis
