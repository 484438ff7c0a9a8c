#include "compiler/diagnostics/render_text.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/base/text.h"
#include "compiler/base/utf8.h"

namespace herdc::diagnostics {
namespace {

constexpr std::size_t max_shown = 96;  // code points of a source line; longer ones are cut around the place

struct Paint {
  bool on;
  std::string operator()(std::string_view escape, std::string_view text) const {
    return on ? fmt::format("\x1b[{}m{}\x1b[0m", escape, text) : std::string(text);
  }
};

std::string_view severity_word(Severity severity) {
  switch (severity) {
    case Severity::error:
    case Severity::refused:
      return "error";
    case Severity::warning:
      return "warning";
    case Severity::note:
      return "note";
  }
  return "";
}

std::string_view severity_color(Severity severity) {
  return is_error(severity) ? "1;31" : "1;33";
}

/// Part of one source line made safe to show, and where the carets go under it.
struct Excerpt {
  std::string text;
  std::size_t caret_column = 0;
  std::size_t caret_width = 1;
};

std::string shown(std::string_view bytes) {
  return printable(replace_all(bytes, "\t", "  "));
}

Excerpt cut(std::string_view line, std::size_t begin, std::size_t end) {
  Excerpt excerpt;
  const std::size_t from = begin > max_shown / 2 && line.size() > max_shown ? begin - max_shown / 2 : 0;
  const std::string before = (from > 0 ? "…" : "") + shown(line.substr(from, begin - from));
  std::string at = shown(line.substr(begin, std::min(end - begin, max_shown)));
  const std::size_t rest = std::min(line.size(), from + max_shown);
  const std::string after = rest > end ? shown(line.substr(end, rest - end)) : "";
  excerpt.text = before + at + after + (std::max(rest, end) < line.size() ? "…" : "");
  excerpt.caret_column = utf8::length(before);
  excerpt.caret_width = std::max<std::size_t>(1, utf8::length(at));
  return excerpt;
}

Excerpt excerpt_of(Span span, const SourceMap& sources) {
  const auto line_number = sources.start(span).line;
  const auto line = sources.line(span.file, line_number);
  const std::size_t begin =
      std::min<std::size_t>(span.begin - sources[span.file].line_starts[line_number - 1], line.size());
  const std::size_t end = std::clamp<std::size_t>(begin + (span.end - span.begin), begin, line.size());
  return cut(line, begin, end);
}

std::string place_of(Span span, const SourceMap& sources) {
  const auto at = sources.start(span);
  return fmt::format("{}:{}:{}", printable(sources[span.file].path), at.line, at.column);
}

std::string render_excerpt(Span span, std::string_view mark, std::string_view label, const SourceMap& sources,
                           std::string_view color, Paint paint) {
  const auto excerpt = excerpt_of(span, sources);
  const auto number = std::to_string(sources.start(span).line);
  const std::string gutter(number.size(), ' ');
  std::string marks;
  for (std::size_t i = 0; i < excerpt.caret_width; ++i) marks += mark;
  const auto under = fmt::format("{}{}{}", marks, label.empty() ? "" : " ", label);
  return fmt::format(" {} {}\n {} {} {}{}\n", paint("34", number + " |"), excerpt.text, gutter,
                     paint("34", "|"), std::string(excerpt.caret_column, ' '), paint(color, under));
}

std::string render_note(const Note& note, const SourceMap& sources, Paint paint) {
  if (!note.span.known()) return fmt::format("  {} {}\n", paint("1", "note:"), note.text);
  return fmt::format("  {} {}: {}\n{}", paint("1", "note:"), place_of(note.span, sources), note.text,
                     render_excerpt(note.span, "-", "", sources, "1;34", paint));
}

/// The parts of a condition, one below the other, their values aligned.
std::string render_parts(const std::vector<Part>& parts, Paint paint) {
  if (parts.empty()) return "";
  std::size_t width = 0;
  for (const auto& part : parts) width = std::max(width, utf8::length(printable(part.text)));
  auto text = fmt::format("  {}\n", paint("1", "where:"));
  for (const auto& part : parts) {
    const auto name = printable(part.text);
    text += fmt::format("    {}{} = {}\n", name, std::string(width - utf8::length(name), ' '),
                        printable(part.value));
  }
  return text;
}

std::string count_of(std::size_t count, std::string_view word) {
  return fmt::format("{} {}{}", count, word, count == 1 ? "" : "s");
}

std::string summary(const std::vector<Diagnostic>& list, std::size_t allowed) {
  const auto errors = static_cast<std::size_t>(
      std::count_if(list.begin(), list.end(), [](const auto& d) { return is_error(d.code.severity); }));
  std::vector<std::string> parts;
  if (errors > 0) parts.push_back(count_of(errors, "error"));
  if (errors < list.size()) parts.push_back(count_of(list.size() - errors, "warning"));
  if (allowed > 0) parts.push_back(fmt::format("{} allowed", allowed));
  return join(parts, ", ");
}

}  // namespace

std::string render_text(const Diagnostic& d, const SourceMap& sources, TextStyle style) {
  const Paint paint{style.color};
  const auto color = severity_color(d.code.severity);
  const auto head = fmt::format("{}[{}]", severity_word(d.code.severity), code_text(d.code));
  std::string text = d.span.known() ? place_of(d.span, sources) + ": " : "";
  text += fmt::format("{}: {}\n", paint(color, head), paint("1", printable(d.message)));
  if (d.span.known()) text += render_excerpt(d.span, "^", printable(d.label), sources, color, paint);
  text += render_parts(d.parts, paint);
  for (const auto& note : d.notes) text += render_note({note.span, printable(note.text)}, sources, paint);
  for (const auto& hint : d.hints) text += fmt::format("  {} {}\n", paint("1;32", "help:"), printable(hint));
  return text;
}

std::string render_text(const std::vector<Diagnostic>& list, const SourceMap& sources, TextStyle style,
                        std::size_t allowed) {
  std::string text;
  for (const auto& diagnostic : list) text += render_text(diagnostic, sources, style) + "\n";
  if (list.empty()) return allowed > 0 ? summary(list, allowed) + "\n" : "";
  text += summary(list, allowed) + "; `herdc explain CODE` says more\n";
  return text;
}

}  // namespace herdc::diagnostics
