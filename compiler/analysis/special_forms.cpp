#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "compiler/analysis/evaluator.h"
#include "compiler/base/spelling.h"
#include "compiler/base/text.h"

namespace herdc::analysis {

Maybe Evaluator::evaluate_unordered(const ast::Expr& expr, const Frame& frame) {
  const bool outer = std::exchange(context_.unordered, true);
  auto value = evaluate(expr, frame);
  context_.unordered = outer;
  return value;
}

Maybe Evaluator::evaluate_at(const ast::Expr& expr, const ast::Expr& host, const Frame& frame) {
  const auto name = evaluate(host, frame);
  if (!name) return std::nullopt;
  const auto text = text_form(*name);
  const auto id = text ? find_host(*text, host.span, frame) : std::nullopt;
  if (!id) return std::nullopt;
  const Context outer = context_;
  const auto own = context_.host_domain.valid() ? hosts_of(context_.host_domain) : std::vector<HostId>{};
  if (std::find(own.begin(), own.end(), *id) != own.end()) context_.host = *id;
  context_.foreign = *id;
  auto value = evaluate(expr, frame);
  context_ = outer;
  return value;
}

/// A generated file: its text, its mode, its lines.
Maybe Evaluator::evaluate_artifact(const ast::Expr& path, Span span, const Frame& frame) {
  const auto name = evaluate(path, frame);
  if (!name || emitted_ == nullptr) return std::nullopt;
  const auto* text = name->get<std::string>();
  if (text == nullptr) {
    report(frame, catalog::wrong_argument, path.span, "artifact", "a path in the tree", describe(*name));
    return std::nullopt;
  }
  const auto found = emitted_->find(*text);
  if (found == emitted_->end()) {
    std::vector<std::string> paths;
    for (const auto& [known, file] : *emitted_) paths.push_back(known);
    report(frame, catalog::no_such_element, path.span, "the generated tree", fmt::format("`{}`", *text))
        .with_hint(paths.empty() ? "nothing is generated, because there are errors"
                                 : did_you_mean(*text, paths));
    return std::nullopt;
  }
  if (!spend_bytes(2 * found->second.text.size(), span)) return std::nullopt;
  auto lines = split(found->second.text, "\n");
  if (lines.back().empty()) lines.pop_back();
  model::List values;
  for (auto& line : lines) values.push_back(Value{std::move(line), span});
  model::Map file;
  file["text"] = Value{std::string(found->second.text), span};
  file["mode"] = Value{std::string(found->second.executable ? "0755" : "0644"), span};
  file["lines"] = model::make_shared_value(std::move(values), span);
  return model::make_shared_value(std::move(file), span);
}

/// Asks for the name alone; nothing of what it names is evaluated.
Maybe Evaluator::evaluate_exists(const ast::Expr& expr, const Frame& frame) {
  const auto* access = std::get_if<ast::Access>(&expr.node);
  const auto* name = std::get_if<ast::NameRef>(access != nullptr ? &access->object->node : &expr.node);
  if (name == nullptr) {
    report(frame, catalog::wrong_argument, expr.span, "exists", "the name of a declaration", "an expression");
    return std::nullopt;
  }
  auto* member = visible_member(name->name, frame);
  if (member == nullptr && access != nullptr) return std::nullopt;  // an unknown name, reported by resolve
  if (member == nullptr) return Value{true, expr.span};
  const auto there =
      access == nullptr ? is_present(*member, expr.span) : is_present(*member, access->steps, frame);
  return there ? Maybe(Value{*there, expr.span}) : std::nullopt;
}

/// Nothing when its header came to a diagnostic.
std::optional<bool> Evaluator::is_present(Member& member, Span place) {
  if (!settle(member, place) || member.broken) return std::nullopt;
  return !member.removed.known() && (member.collection || member.single.valid());
}

/// Of what it owns, and of elements: `exists(stack.left)`, `exists(web["shop"])`. Nothing after a diagnostic.
std::optional<bool> Evaluator::is_present(Member& member, std::span<const ast::Step> steps,
                                          const Frame& frame) {
  const auto there = is_present(member, steps.empty() ? member.blueprint->name.span : steps.front().span);
  if (!there || !*there || steps.empty()) return there;
  DeclId id = member.single;
  if (member.collection) {
    const auto key = present_key(steps.front(), frame);
    if (!key) return std::nullopt;
    const auto element = member.elements.find(*key);
    if (element == member.elements.end() || steps.size() == 1) return element != member.elements.end();
    id = element->second;
    steps = steps.subspan(1);
  }
  const auto* name = std::get_if<ast::Name>(&steps.front().value);
  auto& members = entities_[id.index].members;
  const auto owned = name == nullptr ? members.end() : members.find(name->text);
  if (owned != members.end()) return is_present(owned->second, steps.subspan(1), frame);
  if (name != nullptr && schema::find_field(entity(id).blueprint->kind, name->text)) {
    report(frame, catalog::wrong_argument, name->span, "exists", "the name of a declaration", "a field");
    return std::nullopt;
  }
  std::vector<std::string> names;
  for (const auto& [other, unused] : members) names.push_back(other);
  report(frame, catalog::unknown_member, steps.front().span, title_of(id),
         name == nullptr ? "[…]" : name->text)
      .with_hint(names.empty() ? "`exists` asks for a declaration, and it owns none"
                               : suggest(name == nullptr ? "" : name->text, names, "it owns"));
  return std::nullopt;
}

std::optional<std::string> Evaluator::present_key(const ast::Step& step, const Frame& frame) {
  const auto* expr = std::get_if<ast::Box<ast::Expr>>(&step.value);
  if (expr == nullptr) {
    report(frame, catalog::wrong_argument, step.span, "exists", "an element of a collection", "a name")
        .with_hint("write its key: `exists(NAME[\"key\"])`");
    return std::nullopt;
  }
  const auto key = evaluate(**expr, frame);
  return key ? element_key(*key, step.span, frame) : std::nullopt;
}

}  // namespace herdc::analysis
