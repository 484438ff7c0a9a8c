#include "compiler/syntax/build_context.h"

namespace herdc::syntax {
namespace {

using K = TokenKind;
using ast::Operator;

Operator operator_of(K kind) {
  switch (kind) {
    case K::or_:
      return Operator::or_;
    case K::and_:
      return Operator::and_;
    case K::equal:
      return Operator::equal;
    case K::not_equal:
      return Operator::not_equal;
    case K::less:
      return Operator::less;
    case K::less_equal:
      return Operator::less_equal;
    case K::greater:
      return Operator::greater;
    case K::greater_equal:
      return Operator::greater_equal;
    case K::in:
      return Operator::in;
    case K::range:
      return Operator::range;
    case K::plus:
      return Operator::add;
    case K::minus:
      return Operator::subtract;
    case K::times:
      return Operator::multiply;
    default:
      return Operator::divide;
  }
}

ast::Box<ast::Expr> build_boxed(const Node& node, BuildContext& context) {
  return build_expr(node, context);
}

ast::Chain build_chain(const Node& node, BuildContext& context) {
  ast::Chain chain{build_boxed(node.children.front(), context), {}};
  chain.links.reserve(node.children.size() - 1);
  for (std::size_t i = 1; i < node.children.size(); ++i) {
    const auto& sign = context.token(node.children[i].begin - 1);
    chain.links.push_back(
        {operator_of(sign.kind), context.reporter.span(sign), build_expr(node.children[i], context)});
  }
  return chain;
}

ast::Step build_step(const Node& node, BuildContext& context) {
  if (node.children.empty()) return {context.span(node), context.name(node.begin + 1)};
  return {context.span(node), build_boxed(node.children.front(), context)};
}

ast::Access build_access(const Node& node, BuildContext& context) {
  ast::Access access{build_boxed(node.children.front(), context), {}};
  for (std::size_t i = 1; i < node.children.size(); ++i)
    access.steps.push_back(build_step(node.children[i], context));
  return access;
}

/// `elements`, when there are any.
std::vector<ast::Expr> build_elements(const Node& node, BuildContext& context) {
  std::vector<ast::Expr> items;
  if (node.children.empty()) return items;
  for (const auto& child : node.children.front().children) items.push_back(build_expr(child, context));
  return items;
}

ast::Map build_map(const Node& node, BuildContext& context) {
  check_commas(node, context);
  ast::Map map;
  for (const auto& entry : node.children)
    map.entries.push_back({build_key(entry.children[0], context), build_expr(entry.children[1], context)});
  return map;
}

/// Children: the `for`, perhaps the `if`, in a map the key, the value.
ast::Comprehension build_comprehension(const Node& node, BuildContext& context) {
  const auto& parts = node.children;
  std::size_t at = 1;
  std::optional<ast::Box<ast::Expr>> condition, key;
  ast::Box<ast::ForClause> header = build_for(parts[0], context);
  if (parts[at].rule == Rule::if_clause) condition = build_boxed(parts[at++].children.front(), context);
  if (node.rule == Rule::map_for) key = build_boxed(parts[at++], context);
  return {std::move(header), std::move(condition), std::move(key), build_boxed(parts[at], context)};
}

ast::If build_choice(const Node& node, BuildContext& context) {
  auto condition = build_boxed(node.children[0], context);
  auto then = build_boxed(node.children[1], context);
  return {std::move(condition), std::move(then), build_boxed(node.children[2], context)};
}

ast::Expr build_literal(const Node& node, BuildContext& context) {
  const auto& token = context.token(node.begin);
  const auto span = context.span(node);
  if (token.kind == K::none) return {span, ast::None{}};
  if (token.kind != K::number) return {span, ast::Bool{token.kind == K::true_}};
  auto number = read_number(token, context.reporter);
  if (number) return {span, std::move(*number)};
  context.lost = true;
  return {span, ast::None{}};
}

ast::Expr build_call(const Node& node, BuildContext& context) {
  return {context.span(node), ast::Call{context.name(node.begin), build_elements(node, context)}};
}

/// The parentheses are gone, but count for the place.
ast::Expr build_group(const Node& node, BuildContext& context) {
  auto inner = build_expr(node.children.front(), context);
  inner.span = context.span(node);
  return inner;
}

}  // namespace

ast::Expr build_expr(const Node& node, BuildContext& context) {
  const auto span = context.span(node);
  switch (node.rule) {
    case Rule::choice:
      return {span, build_choice(node, context)};
    case Rule::not_expr:
      return {span, ast::Not{build_boxed(node.children.front(), context)}};
    case Rule::unary:
      return {span, ast::Negate{build_boxed(node.children.front(), context)}};
    case Rule::access:
      return {span, build_access(node, context)};
    case Rule::literal:
      return build_literal(node, context);
    case Rule::text:
      return {span, build_text(node, context)};
    case Rule::name:
      return {span, ast::NameRef{context.name(node.begin).text}};
    case Rule::call:
      return build_call(node, context);
    case Rule::every_call:
      return {span, ast::EveryKind{context.name(node.begin + 2)}};
    case Rule::group:
      return build_group(node, context);
    case Rule::list:
      return {span, ast::List{build_elements(node, context)}};
    case Rule::map:
      return {span, build_map(node, context)};
    case Rule::list_for:
    case Rule::map_for:
      return {span, build_comprehension(node, context)};
    default:
      return {span, build_chain(node, context)};
  }
}

ast::Text build_text(const Node& node, BuildContext& context) {
  const auto source = context.reporter.text();
  const auto quoting = quoting_of(context.token(node.begin), source);
  std::vector<TextPiece> pieces{piece_of(context.token(node.begin), quoting, source)};
  for (const auto& hole : node.children) pieces.push_back(piece_of(context.token(hole.end), quoting, source));
  auto literals = read_text(pieces, quoting, context.reporter);

  ast::Text text;
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    if (i > 0) {
      const auto& hole = node.children[i - 1];
      text.parts.push_back({context.span(hole), {}, build_boxed(hole, context)});
    }
    if (!literals[i].empty())
      text.parts.push_back(
          {context.reporter.span(pieces[i].begin, pieces[i].end), std::move(literals[i]), {}});
  }
  return text;
}

ast::Text build_plain_text(std::uint32_t index, BuildContext& context) {
  Node node;
  node.rule = Rule::text;
  node.begin = index;
  node.end = index + 1;
  return build_text(node, context);
}

ast::Key build_key(const Node& node, BuildContext& context) {
  if (node.children.empty()) return {context.span(node), context.name(node.begin)};
  return {context.span(node), build_text(node.children.front(), context)};
}

ast::ForClause build_for(const Node& node, BuildContext& context) {
  const bool pair = context.token(node.begin + 2).kind == K::comma;
  std::optional<ast::Name> second;
  if (pair) second = context.name(node.begin + 3);
  return {context.span(node), context.name(node.begin + 1), std::move(second),
          build_expr(node.children.front(), context)};
}

ast::Path build_path(const Node& node, BuildContext& context) {
  ast::Path path{context.span(node), context.name(node.begin), {}};
  for (const auto& step : node.children) path.steps.push_back(build_step(step, context));
  return path;
}

void check_commas(const Node& sequence, BuildContext& context) {
  for (std::size_t i = 1; i < sequence.children.size(); ++i) {
    const auto& before = sequence.children[i - 1];
    const auto& next = sequence.children[i];
    if (before.broken || next.broken || before.end != next.begin) continue;
    const auto& token = context.token(next.begin);
    context.reporter.report(catalog::missing_comma, token, context.reporter.text(token))
        .with_hint("put a `,` between them, or a line each");
  }
}

}  // namespace herdc::syntax
