#include "compiler/syntax/brackets.h"

#include <algorithm>
#include <optional>

namespace herdc::syntax {
namespace {

using K = TokenKind;

bool is_newline_or_end(K kind) {
  return kind == K::newline || kind == K::end;
}

/// A `{` behind these begins a map, behind anything else a block's body.
bool before_value(K kind) {
  return kind == K::equals || kind == K::append || kind == K::colon || kind == K::then || kind == K::else_ ||
         is_infix(kind);
}

class Walker {
 public:
  Walker(const std::vector<Token>& raw, std::size_t begin, std::string_view text, Brackets mode,
         std::size_t max_nesting)
      : raw_(raw), text_(text), mode_(mode), max_nesting_(max_nesting), at_(begin) {}

  Walk run() {
    while (!done_) step();
    result_.tokens.push_back({K::end, false, false, end_offset(), end_offset()});
    result_.end = at_;
    return std::move(result_);
  }

 private:
  struct Open {
    Token token;
    bool newlines;  // separate what stands inside
  };

  const Token& here() const { return raw_[at_]; }
  /// The first token behind `at` that is no newline.
  std::size_t behind_newlines(std::size_t at) const {
    while (raw_[at].kind == K::newline) ++at;
    return at;
  }
  K previous() const { return result_.tokens.empty() ? K::newline : result_.tokens.back().kind; }
  std::uint32_t end_offset() const {
    return result_.tokens.empty() ? here().begin : result_.tokens.back().end;
  }

  void emit(Token token) {
    nesting_.pass(token.kind, previous());
    if (nesting_.depth() > max_nesting_ && !result_.too_deep) {
      result_.too_deep = true;
      result_.mistakes.push_back({BracketMistake::too_deep, token, {}});
    }
    if (result_.too_deep) result_.tokens.clear();  // nobody will parse them
    result_.took_line = result_.took_line || token.took_line;
    result_.tokens.push_back(token);
  }

  void step() {
    const Token token = here();
    if (token.kind == K::end) return finish();
    if (token.kind == K::newline) return step_newline();
    ++at_;
    if (closes(token.kind) && !step_closer(token)) return;
    const K before = previous();
    emit(token);
    if (token.kind == K::for_ && !open_.empty() && before == K::brace_open && open_.back().newlines &&
        value_brace_)
      open_.back().newlines = false;
    if (opens(token.kind)) {
      value_brace_ = token.kind == K::brace_open && (before_value(before) || before == K::paren_open ||
                                                     before == K::bracket_open || before == K::comma);
      open_.push_back({token, token.kind == K::brace_open});
    }
  }

  void step_newline() {
    const auto next = behind_newlines(at_);
    if (mode_ == Brackets::repair && !open_.empty() && repair_at_line(next)) return;
    if (const auto header = unopened_header(next)) return open_body(*header, next);
    const Token newline = here();
    at_ = next;
    if (continues(next)) return;
    if (open_.empty()) {
      done_ = true;
    } else if (open_.back().newlines && previous() != K::brace_open && raw_[next].kind != K::brace_close) {
      emit(newline);
    }
  }

  /// `service a` or `env` alone on a line, and items below it that are indented deeper: where that line
  /// begins among the tokens.
  std::optional<std::size_t> unopened_header(std::size_t next) const {
    if (!newlines_count() || !looks_like_item(raw_, next)) return std::nullopt;
    auto at = result_.tokens.size();
    while (at > 0 && result_.tokens[at - 1].kind != K::newline &&
           result_.tokens[at - 1].kind != K::brace_open) {
      const K kind = result_.tokens[--at].kind;
      if (kind != K::identifier && kind != K::from && kind != K::dot && kind != K::component)
        return std::nullopt;
    }
    if (at == result_.tokens.size() || !result_.tokens[at].starts_line || previous() != K::identifier)
      return std::nullopt;
    const bool deeper = line_indentation(raw_[next]) > line_indentation(result_.tokens[at]);
    return deeper ? std::optional(at) : std::nullopt;
  }
  void open_body(std::size_t header, std::size_t next) {
    result_.mistakes.push_back({BracketMistake::unopened, result_.tokens[header], result_.tokens.back()});
    const Token brace{K::brace_open, false, false, end_offset(), end_offset()};
    emit(brace);
    open_.push_back({brace, true});
    value_brace_ = false;
    at_ = next;
  }

  /// The line break before `next` does not separate anything.
  bool continues(std::size_t next) {
    const K before = previous(), after = raw_[next].kind;
    if (after == K::then || after == K::else_) return true;
    if (is_infix(before) || before == K::then || before == K::else_)
      return (before != K::minus || infix_minus()) && !(newlines_count() && looks_like_item(raw_, next));
    return after == K::brace_open && is_stray_brace(before, next);
  }
  bool newlines_count() const { return open_.empty() || open_.back().newlines; }
  /// `service a` and `{` on the next line: reported, and taken as one line.
  bool is_stray_brace(K before, std::size_t next) {
    if (!ends_operand(before) || !newlines_count()) return false;
    result_.mistakes.push_back({BracketMistake::on_next_line, raw_[next], {}});
    return true;
  }
  bool infix_minus() const {
    const auto size = result_.tokens.size();
    return size >= 2 && ends_operand(result_.tokens[size - 2].kind);
  }

  /// False when the token is not to be emitted.
  bool step_closer(const Token& token) {
    if (!open_.empty() && matches(open_.back(), token) &&
        !(mode_ == Brackets::repair && belongs_further_out(token))) {
      open_.pop_back();
      return true;
    }
    if (mode_ == Brackets::strict) return give_up(), false;
    return repair_closer(token);
  }
  static bool matches(const Open& open, const Token& closer) {
    const K wanted = closer_of(open.token.kind);
    return wanted == closer.kind || (wanted == K::text_tail && closer.kind == K::text_mid);
  }

  void give_up() {
    result_.balanced = false;
    done_ = true;
  }

  void finish() {
    done_ = true;
    if (open_.empty()) return;
    result_.balanced = false;
    if (mode_ == Brackets::repair) close_all();
  }

  // Repairs.

  std::size_t line_indentation(const Token& token) const { return indentation(text_, token.begin); }

  void close_innermost() {
    const Token opener = open_.back().token;
    open_.pop_back();
    if (previous() == K::newline) result_.tokens.pop_back();
    emit({closer_of(opener.kind), false, false, end_offset(), end_offset()});
  }
  /// Closes the innermost bracket, as the one that was forgotten.
  void close_forgotten() {
    result_.balanced = false;
    const auto& opener = open_.back().token;
    if (opener.begin < opener.end && text_.substr(opener.begin).starts_with("{{"))
      return close_innermost();  // the second one is reported, since no item begins so
    result_.mistakes.push_back({BracketMistake::unclosed, open_.back().token, {}});
    close_innermost();
  }
  /// One mistake, whatever stood open around it.
  void close_all() {
    close_forgotten();
    while (!open_.empty()) close_innermost();
  }

  /// What the indentation of the next line says about brackets that should be closed by now.
  bool repair_at_line(std::size_t next) {
    const Token& first = raw_[next];
    if (first.kind == K::end || closes(first.kind)) return false;
    const auto column = line_indentation(first);
    if (column == 0 && first.starts_line && looks_like_declaration(raw_, next)) {
      close_all();
      at_ = next;
      done_ = true;
      return true;
    }
    while (!open_.empty() && should_be_closed(next, column)) close_forgotten();
    return false;
  }
  bool should_be_closed(std::size_t next, std::size_t column) const {
    if (!looks_like_item(raw_, next)) return false;
    const auto& inner = open_.back();
    if (inner.token.kind != K::brace_open) return true;  // `name =` or `name {` cannot stand there
    return open_.size() > 1 && column > 0 && column <= line_indentation(inner.token);
  }
  /// A `}` on a line of its own, indented as an outer block: the inner one lacks its own.
  bool belongs_further_out(const Token& closer) const {
    if (!closer.starts_line || closer.kind != K::brace_close || open_.size() < 2) return false;
    const auto column = line_indentation(closer);
    if (line_indentation(open_.back().token) <= column) return false;
    return std::any_of(open_.begin(), open_.end() - 1, [&](const Open& outer) {
      return outer.token.kind == K::brace_open && line_indentation(outer.token) == column;
    });
  }

  /// One of the brackets that stand open is closed by `token`; an interpolation is a wall.
  bool opened_around(const Token& token) const {
    for (auto open = open_.rbegin(); open != open_.rend(); ++open) {
      if (matches(*open, token)) return true;
      if (closer_of(open->token.kind) == K::text_tail) return false;
    }
    return false;
  }

  bool repair_closer(const Token& token) {
    result_.balanced = false;
    const bool outer = opened_around(token);
    if (outer) {
      do close_forgotten();
      while (!matches(open_.back(), token) || belongs_further_out(token));
      open_.pop_back();
      return true;
    }
    const K next = raw_[behind_newlines(at_)].kind;
    const bool stray = open_.empty() || next == closer_of(open_.back().token.kind);
    if (stray) {
      result_.mistakes.push_back({BracketMistake::stray, token, {}});
      return false;
    }
    result_.mistakes.push_back({BracketMistake::wrong, token, open_.back().token});
    close_innermost();
    return false;
  }

  const std::vector<Token>& raw_;
  std::string_view text_;
  Brackets mode_;
  std::size_t max_nesting_;
  std::size_t at_;
  bool done_ = false;
  bool value_brace_ = false;  // the last bracket opened is that of a map
  std::vector<Open> open_;
  Nesting nesting_;
  Walk result_;
};

}  // namespace

Walk walk(const std::vector<Token>& raw, std::size_t begin, std::string_view text, Brackets mode,
          std::size_t max_nesting) {
  return Walker(raw, begin, text, mode, max_nesting).run();
}

std::size_t indentation(std::string_view text, std::size_t offset) {
  const auto before = text.find_last_of("\r\n", offset == 0 ? 0 : offset - 1);
  const auto start = before == std::string_view::npos || offset == 0 ? 0 : before + 1;
  const auto first = text.find_first_not_of(" \t", start);
  return std::min(first, text.size()) - start;
}

bool looks_like_declaration(const std::vector<Token>& raw, std::size_t at) {
  const K first = raw[at].kind;
  if (first == K::component || first == K::param || first == K::let || first == K::use) return true;
  if (first != K::identifier) return false;
  const K second = raw[at + 1].kind;
  if (second != K::identifier && second != K::text && second != K::brace_open) return false;
  for (std::size_t i = at + 1; !is_newline_or_end(raw[i].kind); ++i)
    if (raw[i].kind == K::brace_open) return true;
  return false;
}

bool looks_like_item(const std::vector<Token>& raw, std::size_t at) {
  const K first = raw[at].kind, second = raw[at].kind == K::end ? K::end : raw[at + 1].kind;
  if (first == K::param || first == K::let || first == K::output || first == K::require || first == K::allow)
    return true;
  if (first == K::identifier && (second == K::brace_open || second == K::identifier)) return true;
  return (first == K::identifier || first == K::text) && (second == K::equals || second == K::append);
}

}  // namespace herdc::syntax
