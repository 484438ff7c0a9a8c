#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "compiler/base/text.h"
#include "compiler/base/utf8.h"
#include "compiler/syntax/literals.h"

namespace herdc::syntax {
namespace {

bool is_line_end(char c) {
  return c == '\n' || c == '\r';
}
bool is_blank(char c) {
  return c == ' ' || c == '\t';
}

std::string hint_for_escape(char c) {
  if (c == 'x' || c == 'U') return "a character is written by its number as `\\u{…}`";
  if (c == 'u') return "write the number in braces, as in `\\u{e9}`";
  if (c == '0') return "a character is written by its number as `\\u{…}`";
  if (c == '$' || c == '{' || c == '}' || c == '%' || c == '\'' || c == '#')
    return fmt::format("`{}` stays itself: leave out the `\\`", c);
  if (c == '\0') return "";
  return "the escapes are `\\n`, `\\t`, `\\\"`, `\\\\`, `\\(` and `\\u{…}`; for a backslash itself write "
         "`\\\\`";
}

/// Reads the text of one piece, line by line where its indentation is taken off.
class PieceReader {
 public:
  PieceReader(TextPiece piece, Reporter& reporter)
      : source_(reporter.text()), at_(piece.begin), end_(piece.end), reporter_(reporter) {}

  std::string read_plain() {
    while (at_ < end_) read_one();
    return std::move(value_);
  }

  /// `at_line_start`: the first byte begins a line of the text.
  std::string read_block(std::string_view margin, bool at_line_start) {
    if (at_line_start) skip_margin(margin);
    while (at_ < end_) {
      if (!is_line_end(source_[at_])) {
        read_one();
        continue;
      }
      read_line_end();
      skip_margin(margin);
    }
    return std::move(value_);
  }

 private:
  void read_line_end() {
    at_ += source_.substr(at_, 2) == "\r\n" && at_ + 1 < end_ ? 2 : 1;
    value_ += '\n';
  }

  void skip_margin(std::string_view margin) {
    const auto line = source_.substr(at_, end_ - at_);
    if (line.starts_with(margin)) {
      at_ += margin.size();
      return;
    }
    const auto first = line.find_first_not_of(" \t");
    if (first == std::string_view::npos || is_line_end(line[first])) {  // a blank line
      at_ += std::min(first, line.size());
      return;
    }
    const auto begin = static_cast<std::uint32_t>(at_);
    reporter_
        .report(catalog::uneven_indentation, begin,
                begin + static_cast<std::uint32_t>(std::max<std::size_t>(first, 1)))
        .with_hint(
            "the indentation of the closing `\"\"\"` is taken off every line: indent them alike, with the "
            "same blanks");
    at_ += first;
  }

  void read_one() {
    if (source_[at_] == '\\') return read_escape();
    value_ += source_[at_++];
  }

  void read_escape() {
    const char c = at_ + 1 < end_ ? source_[at_ + 1] : '\0';
    const char* simple = c == 'n' ? "\n" : c == 't' ? "\t" : c == '"' ? "\"" : c == '\\' ? "\\" : nullptr;
    if (simple != nullptr) {
      value_ += simple;
      at_ += 2;
    } else if (c == 'u' && at_ + 2 < end_ && source_[at_ + 2] == '{') {
      read_code_point();
    } else {
      report_escape(c);
    }
  }
  /// Once for a text: a path with backslashes is one mistake.
  void report_escape(char c) {
    if (std::exchange(escape_reported_, true)) {
      ++at_;
      return;
    }
    const auto size = std::min<std::size_t>(
        1 + std::max<std::size_t>(1, at_ + 1 < end_ ? utf8::decode(source_, at_ + 1).size : 0), end_ - at_);
    const auto begin = static_cast<std::uint32_t>(at_);
    reporter_
        .report(catalog::unknown_escape, begin, begin + static_cast<std::uint32_t>(size),
                is_line_end(c) ? "\\" : source_.substr(at_, size))
        .with_hint(hint_for_escape(c));
    ++at_;  // what follows the backslash stays
  }

  /// `\u{e9}`
  void read_code_point() {
    const auto close = source_.find_first_not_of("0123456789abcdefABCDEF", at_ + 3);
    const auto digits = source_.substr(at_ + 3, std::min(close, end_) - at_ - 3);
    const bool closed = close < end_ && source_[close] == '}';
    const auto size = digits.size() + (closed ? 4 : 3);
    char32_t code_point = 0;
    for (const char c : digits.substr(0, 7))
      code_point = code_point * 16 + static_cast<char32_t>(std::stoi(std::string(1, c), nullptr, 16));
    if (!closed || digits.empty() || digits.size() > 6 || !utf8::is_scalar(code_point)) {
      const auto begin = static_cast<std::uint32_t>(at_);
      reporter_
          .report(catalog::bad_code_point, begin, begin + static_cast<std::uint32_t>(size),
                  source_.substr(at_, size))
          .with_hint(
              "write one to six hexadecimal digits between `\\u{` and `}`, up to 10ffff and outside d800 to "
              "dfff");
    } else {
      utf8::append(value_, code_point);
    }
    at_ += size;
  }

  std::string_view source_;
  std::size_t at_;
  std::size_t end_;
  Reporter& reporter_;
  std::string value_;
  bool escape_reported_ = false;
};

/// The blanks before the closing quotes, when they stand on a line of their own or behind other text.
std::string_view margin_of(TextPiece last, std::string_view source) {
  auto line = last.end;
  while (line > 0 && !is_line_end(source[line - 1])) --line;
  auto end = line;
  while (end < last.end && is_blank(source[end])) ++end;
  return source.substr(line, end - line);
}

bool has_line_end(TextPiece piece, std::string_view source) {
  return source.substr(piece.begin, piece.end - piece.begin).find_first_of("\r\n") != std::string_view::npos;
}

/// A newline right behind the opening quotes is dropped; true when there was one.
bool drop_first_newline(TextPiece& first, std::string_view source) {
  const auto text = source.substr(first.begin, first.end - first.begin);
  const std::uint32_t size = text.starts_with("\r\n") ? 2 : !text.empty() && is_line_end(text[0]) ? 1 : 0;
  first.begin += size;
  return size > 0;
}

std::vector<std::string> read_block(std::vector<TextPiece> pieces, Reporter& reporter) {
  const auto source = reporter.text();
  const bool on_own_lines = drop_first_newline(pieces.front(), source);
  const bool several = on_own_lines || std::any_of(pieces.begin(), pieces.end(),
                                                   [&](auto p) { return has_line_end(p, source); });
  const auto margin = several ? margin_of(pieces.back(), source) : std::string_view{};
  std::vector<std::string> literals;
  for (std::size_t i = 0; i < pieces.size(); ++i)
    literals.push_back(PieceReader(pieces[i], reporter).read_block(margin, i == 0 && on_own_lines));
  return literals;
}

}  // namespace

Quoting quoting_of(const Token& first, std::string_view source) {
  return {source.substr(first.begin, 3) == "\"\"\"" && first.end - first.begin >= 5,
          source[first.begin] != '"'};
}

TextPiece piece_of(const Token& token, Quoting quoting, std::string_view source) {
  if (quoting.foreign) {
    const auto open = utf8::decode(source, token.begin).size;
    auto close = token.end - 1;
    while ((static_cast<unsigned char>(source[close]) & 0xC0) == 0x80) --close;
    return {token.begin + static_cast<std::uint32_t>(open), close};
  }
  if (token.begin == token.end) return {token.begin, token.end};  // added where a bracket was missing
  const std::uint32_t quotes = quoting.block ? 3 : 1;
  const bool head = token.kind == TokenKind::text || token.kind == TokenKind::text_head;
  const bool tail = token.kind == TokenKind::text || token.kind == TokenKind::text_tail;
  return {token.begin + (head ? quotes : 1), token.end - (tail ? quotes : 2)};
}

std::vector<std::string> read_text(const std::vector<TextPiece>& pieces, Quoting quoting,
                                   Reporter& reporter) {
  if (quoting.block) return read_block(pieces, reporter);
  std::vector<std::string> literals;
  for (const auto& piece : pieces) {
    if (quoting.foreign)
      literals.emplace_back(reporter.text().substr(piece.begin, piece.end - piece.begin));
    else
      literals.push_back(PieceReader(piece, reporter).read_plain());
  }
  return literals;
}

}  // namespace herdc::syntax
