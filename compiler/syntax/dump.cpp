#include "compiler/syntax/dump.h"

#include <fmt/format.h>

#include "compiler/base/text.h"

namespace herdc::syntax {
namespace {

using namespace ast;

constexpr std::string_view operator_spellings[] = {"or", "and", "==", "!=", "<", "<=", ">",
                                                   ">=", "in",  "..", "+",  "-", "*",  "/"};

std::string quoted(std::string_view text) {
  std::string shown = replace_all(replace_all(text, "\\", "\\\\"), "\"", "\\\"");
  return fmt::format("\"{}\"", printable(replace_all(replace_all(shown, "\n", "\\n"), "\t", "\\t")));
}

/// One line for each node; what is inside stands two columns further in. As deep as the tree, which is
/// bounded.
class Dumper {
 public:
  std::string take() { return std::move(out_); }

  void items(const std::vector<Item>& items) {
    for (const auto& item : items) std::visit([&](const auto& node) { show(node); }, item.node);
  }

 private:
  template <class... Args>
  void line(fmt::format_string<Args...> format, Args&&... args) {
    out_.append(2 * depth_, ' ');
    fmt::format_to(std::back_inserter(out_), format, std::forward<Args>(args)...);
    out_ += '\n';
  }
  template <class Inside>
  void inside(const Inside& show_inside) {
    ++depth_;
    show_inside();
    --depth_;
  }
  void named(std::string_view what, const Expr& value) {
    line("{}", what);
    inside([&] { expr(value); });
  }

  // Items.

  void body(const Body& body) {
    inside([&] { items(body.items); });
  }
  void show(const Field& field) {
    key_line("field", field.key, field.append ? " +=" : "");
    inside([&] { expr(field.value); });
  }
  void key_line(std::string_view what, const Key& key, std::string_view after = "") {
    if (const auto* name = std::get_if<Name>(&key.value)) return line("{} {}{}", what, name->text, after);
    const auto& text = std::get<Text>(key.value);
    if (const auto* constant = text.constant()) return line("{} {}{}", what, quoted(*constant), after);
    line("{} text{}", what, after);
    inside([&] { show(text); });
  }
  void show(const Block& block) {
    line("block {}", block.kind.text);
    inside([&] {
      if (block.label) key_line("label", *block.label);
      if (block.for_clause) show(*block.for_clause);
      if (block.condition) named("if", *block.condition);
      if (block.from) show_path("from", *block.from);
      items(block.body.items);
    });
  }
  void show(const Component& component) {
    line("component {} {}", component.kind.text, component.name.text);
    inside([&] {
      if (component.from) show_path("from", *component.from);
      items(component.body.items);
    });
  }
  void show(const Param& param) {
    line("param {}", param.name.text);
    inside([&] {
      show(param.type);
      if (param.fallback) named("default", *param.fallback);
      if (param.body) line("body"), body(*param.body);
    });
  }
  void show(const Binding& binding) {
    line("{} {}", binding.output ? "output" : "let", binding.name.text);
    inside([&] { expr(binding.value); });
  }
  void show(const Use& use) {
    line("use {}{}", quoted(*use.path.constant()), use.alias ? " as " + use.alias->text : "");
  }
  void show(const Require& require) {
    named("require", require.condition);
    if (require.message) inside([&] { named("message", *require.message); });
  }
  void show(const Allow& allow) {
    line("allow {} because {}{}", allow.code.text, quoted(*allow.reason.constant()),
         allow.until ? " until " + quoted(*allow.until->constant()) : "");
  }
  void show(const Change& change) {
    if (change.every)
      line("change every {}", change.every->text);
    else
      show_path("change", *change.target);
    body(change.body);
  }
  void show(const Remove& remove) { show_path("remove", remove.target); }

  // Parts.

  void show(const ForClause& clause) {
    named(fmt::format("for {}{}", clause.first.text, clause.second ? ", " + clause.second->text : ""),
          clause.source);
  }
  void show_path(std::string_view what, const Path& path) {
    line("{} {}", what, path.first.text);
    inside([&] { steps(path.steps); });
  }
  void steps(const std::vector<Step>& steps) {
    for (const auto& step : steps) {
      if (const auto* name = std::get_if<Name>(&step.value))
        line(".{}", name->text);
      else
        named("[]", *std::get<Box<Expr>>(step.value));
    }
  }
  void show(const Type& type) {
    if (type.name)
      show_path("type", *type.name);
    else
      line("type enum");
    inside([&] {
      for (const auto& argument : type.arguments) show(argument);
      for (const auto& text : type.texts) line("{}", quoted(text.text));
    });
  }

  // Values.

  void expr(const Expr& value) {
    std::visit([&](const auto& node) { show(node); }, value.node);
  }
  void show(const None&) { line("none"); }
  void show(const Bool& value) { line("{}", value.value); }
  void show(const Number& value) { line("number {}{}", value.digits, value.unit); }
  void show(const Text& text) {
    if (const auto* constant = text.constant()) return line("text {}", quoted(*constant));
    line("text");
    inside([&] {
      for (const auto& part : text.parts) {
        if (part.expr)
          named("\\()", **part.expr);
        else
          line("{}", quoted(part.literal));
      }
    });
  }
  void show(const NameRef& reference) { line("name {}", reference.name); }
  void show(const Call& call) {
    line("call {}", call.function.text);
    inside([&] {
      for (const auto& argument : call.arguments) expr(argument);
    });
  }
  void show(const EveryKind& every) { line("every {}", every.kind.text); }
  void show(const List& list) {
    line("list");
    inside([&] {
      for (const auto& item : list.items) expr(item);
    });
  }
  void show(const Map& map) {
    line("map");
    inside([&] {
      for (const auto& entry : map.entries) {
        key_line("entry", entry.key);
        inside([&] { expr(entry.value); });
      }
    });
  }
  void show(const Comprehension& comprehension) {
    line("comprehension");
    inside([&] {
      show(*comprehension.header);
      if (comprehension.condition) named("if", **comprehension.condition);
      if (comprehension.key) named("key", **comprehension.key);
      named("value", *comprehension.value);
    });
  }
  void show(const If& choice) {
    line("if");
    inside([&] {
      expr(*choice.condition);
      named("then", *choice.then);
      named("else", *choice.otherwise);
    });
  }
  void show(const Chain& chain) {
    line("chain");
    inside([&] {
      expr(*chain.first);
      for (const auto& link : chain.links)
        named(operator_spellings[static_cast<std::size_t>(link.op)], link.operand);
    });
  }
  void show(const Not& negation) { named("not", *negation.operand); }
  void show(const Negate& negation) { named("-", *negation.operand); }
  void show(const Access& access) {
    line("access");
    inside([&] {
      expr(*access.object);
      steps(access.steps);
    });
  }

  std::string out_;
  std::size_t depth_ = 0;
};

}  // namespace

std::string dump(const ast::File& file) {
  Dumper dumper;
  dumper.items(file.items);
  return dumper.take();
}

}  // namespace herdc::syntax
