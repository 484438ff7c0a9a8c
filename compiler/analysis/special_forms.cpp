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

/// Asks for the name alone; nothing of it is evaluated.
Maybe Evaluator::evaluate_exists(const ast::Expr& expr, const Frame& frame) {
  const auto* name = std::get_if<ast::NameRef>(&expr.node);
  if (name == nullptr) {
    report(frame, catalog::wrong_argument, expr.span, "exists", "the name of a declaration", "an expression");
    return std::nullopt;
  }
  const auto* member = visible_member(name->name, frame);
  if (member != nullptr && member->broken) return std::nullopt;
  const bool there =
      member == nullptr || (!member->removed.known() && (member->collection || member->single.valid()));
  return Value{there, expr.span};
}

}  // namespace herdc::analysis
