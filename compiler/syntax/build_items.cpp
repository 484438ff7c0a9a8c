#include <utility>

#include "compiler/syntax/build.h"
#include "compiler/syntax/build_context.h"

namespace herdc::syntax {
namespace {

using K = TokenKind;

std::optional<ast::Item> build_item(const Node& node, BuildContext& context);

/// `args = "a", b`: a word without a value belongs to the field in front of the comma.
bool is_lonely_word(const Node& node, const BuildContext& context) {
  return node.broken && node.end == node.begin + 1 && node.begin > 0 &&
         context.token(node.begin - 1).kind == K::comma;
}

/// Sound items only; true when one was left out.
bool build_items(const Node& sequence, BuildContext& context, std::vector<ast::Item>& items) {
  check_commas(sequence, context);
  bool broken = sequence.broken;
  for (const auto& child : sequence.children) {
    auto item = build_item(child, context);
    if (item) {
      items.push_back(std::move(*item));
      continue;
    }
    broken = true;
    const bool part = is_lonely_word(child, context) && !items.empty();
    if (part && std::holds_alternative<ast::Field>(items.back().node)) items.pop_back();
  }
  return broken;
}

ast::Body build_body(const Node& node, BuildContext& context) {
  ast::Body body;
  body.span = context.span(node);
  body.broken = build_items(node, context, body.items);
  return body;
}

const Node* child_of(const Node& node, Rule rule) {
  for (const auto& child : node.children)
    if (child.rule == rule) return &child;
  return nullptr;
}

/// The only child that is a value.
const Node* value_of(const Node& node) {
  for (const auto& child : node.children)
    if (child.rule >= Rule::text && child.rule != Rule::entry) return &child;
  return nullptr;
}

std::optional<ast::Path> build_from(const Node& node, BuildContext& context) {
  const auto* from = child_of(node, Rule::from_clause);
  if (from == nullptr) return std::nullopt;
  return build_path(from->children.front(), context);
}

ast::Field build_field(const Node& node, BuildContext& context) {
  const auto& key = node.children[0];
  return {build_key(key, context), context.token(key.end).kind == K::append,
          build_expr(node.children[1], context)};
}

ast::Block build_block(const Node& node, BuildContext& context) {
  ast::Block block{context.name(node.begin), {}, {}, {}, build_from(node, context), {}};
  if (const auto* key = child_of(node, Rule::key)) block.label = build_key(*key, context);
  if (const auto* header = child_of(node, Rule::for_clause)) block.for_clause = build_for(*header, context);
  if (const auto* header = child_of(node, Rule::if_clause))
    block.condition = build_expr(header->children.front(), context);
  block.body = build_body(node.children.back(), context);
  return block;
}

ast::Component build_component(const Node& node, BuildContext& context) {
  return {context.name(node.begin + 1), context.name(node.begin + 2), build_from(node, context),
          build_body(node.children.back(), context)};
}

ast::Type build_type(const Node& node, BuildContext& context) {
  ast::Type type;
  type.span = context.span(node);
  for (const auto& child : node.children) {
    if (child.rule == Rule::path)
      type.name = build_path(child, context);
    else
      type.arguments.push_back(build_type(child, context));
  }
  if (type.name) return type;
  for (auto at = node.begin; at < node.end; at += 2) {
    const auto text = build_plain_text(at, context);
    type.texts.push_back({*text.constant(), context.reporter.span(context.token(at))});
  }
  return type;
}

ast::Param build_param(const Node& node, BuildContext& context) {
  ast::Param param{context.name(node.begin + 1), build_type(node.children.front(), context), {}, {}};
  if (const auto* fallback = value_of(node)) param.fallback = build_expr(*fallback, context);
  if (const auto* body = child_of(node, Rule::body)) param.body = build_body(*body, context);
  return param;
}

ast::Binding build_binding(const Node& node, BuildContext& context) {
  return {context.token(node.begin).kind == K::output, context.name(node.begin + 1),
          build_expr(node.children.front(), context)};
}

ast::Use build_use(const Node& node, BuildContext& context) {
  ast::Use use{
      build_plain_text(node.begin + 1, context), context.reporter.span(context.token(node.begin + 1)), {}};
  if (node.end - node.begin > 2) use.alias = context.name(node.begin + 3);
  return use;
}

ast::Require build_require(const Node& node, BuildContext& context) {
  ast::Require require{build_expr(node.children[0], context), {}};
  if (node.children.size() > 1) require.message = build_expr(node.children[1], context);
  return require;
}

ast::Allow build_allow(const Node& node, BuildContext& context) {
  ast::Allow allow{context.name(node.begin + 1), build_plain_text(node.begin + 3, context), {}};
  if (node.end - node.begin > 4) allow.until = build_plain_text(node.begin + 5, context);
  return allow;
}

ast::Change build_change(const Node& node, BuildContext& context) {
  ast::Change change;
  if (const auto* path = child_of(node, Rule::path))
    change.target = build_path(*path, context);
  else
    change.every = context.name(node.begin + 2);
  change.body = build_body(node.children.back(), context);
  return change;
}

using ItemNode = decltype(ast::Item::node);

ItemNode build_node(const Node& node, BuildContext& context) {
  switch (node.rule) {
    case Rule::field:
      return build_field(node, context);
    case Rule::component:
      return build_component(node, context);
    case Rule::param:
      return build_param(node, context);
    case Rule::binding:
      return build_binding(node, context);
    case Rule::use:
      return build_use(node, context);
    case Rule::require:
      return build_require(node, context);
    case Rule::allow:
      return build_allow(node, context);
    case Rule::change:
      return build_change(node, context);
    case Rule::remove:
      return ast::Remove{build_path(node.children.front(), context)};
    default:
      return build_block(node, context);
  }
}

/// What is lost inside an item costs that item, not the block around it.
std::optional<ast::Item> build_item(const Node& node, BuildContext& context) {
  if (node.broken) return std::nullopt;
  const bool lost_around = std::exchange(context.lost, false);
  ast::Item item{context.span(node), build_node(node.children.front(), context)};
  if (std::exchange(context.lost, lost_around)) return std::nullopt;
  return item;
}

}  // namespace

void build(const Node& declaration, std::span<const Token> tokens, Reporter& reporter, ast::File& file) {
  BuildContext context{tokens, reporter};
  if (build_items(declaration, context, file.items)) file.broken = true;
}

}  // namespace herdc::syntax
