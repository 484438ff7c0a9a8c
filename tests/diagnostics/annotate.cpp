#include "tests/diagnostics/annotate.h"

#include <fmt/format.h>

#include <algorithm>
#include <regex>

#include "compiler/base/text.h"
#include "compiler/base/utf8.h"
#include "tests/support/files.h"

namespace herdc::testing {
namespace {

using diagnostics::Diagnostic;

bool is_first_line(const std::string& line) {
  static const std::regex form(
      R"(#(<?\^+|\s+\^+| no place:| [^ ]+:\d+:\d+:) (error|warning|note)\[HERD\d{4}\]: .*)");
  return std::regex_match(line, form);
}

bool is_further_line(const std::string& line) {
  return line.starts_with("#   label: ") || line.starts_with("#   where: ") ||
         line.starts_with("#   note: ") || line.starts_with("#   help: ");
}

/// Annotations of one file, by the number of the line that they stand under; 0 is the end of the file.
using ByLine = std::map<std::uint32_t, std::vector<const Diagnostic*>>;

/// Line numbers of a text before and after annotations come between its lines.
class Numbers {
 public:
  void add(std::uint32_t under, std::uint32_t count) { added_[under] += count; }
  std::uint32_t now(std::uint32_t line) const {
    std::uint32_t number = line;
    for (const auto& [under, count] : added_)
      if (under < line) number += count;
    return number;
  }

 private:
  std::map<std::uint32_t, std::uint32_t> added_;
};

std::uint32_t lines_of(const Diagnostic& d) {
  return static_cast<std::uint32_t>(1 + (d.label.empty() ? 0 : 1) + d.parts.size() + d.notes.size() +
                                    d.hints.size());
}

bool can_hold(const std::string& path) {
  const auto name = path.substr(path.rfind('/') + 1);
  return path.ends_with(".herd") || name.starts_with("Dockerfile");
}

std::string carets(Span span, const SourceMap& sources) {
  const auto at = sources.start(span);
  const auto line = sources.line(span.file, at.line);
  const auto begin = span.begin - sources[span.file].line_starts[at.line - 1];
  const auto inside = line.substr(std::min<std::size_t>(begin, line.size()), span.end - span.begin);
  const std::string marks(std::max<std::size_t>(1, utf8::length(inside)), '^');
  if (at.column == 1) return "#<" + marks;
  return "#" + std::string(at.column - 2, ' ') + marks;
}

class Writer {
 public:
  Writer(const std::map<std::string, std::string>& texts, const std::string& entry,
         const std::vector<Diagnostic>& list, const SourceMap& sources)
      : texts_(texts), entry_(entry), sources_(sources) {
    for (const auto& d : list) place(d);
  }

  std::map<std::string, std::string> write() const {
    std::map<std::string, std::string> result;
    for (const auto& [path, text] : texts_) result[path] = write(path, text);
    return result;
  }

 private:
  void place(const Diagnostic& d) {
    const bool here =
        d.span.known() && texts_.contains(sources_[d.span.file].path) && can_hold(sources_[d.span.file].path);
    const auto& path = here ? sources_[d.span.file].path : entry_;
    const auto line = here ? sources_.start(d.span).line : 0;
    by_file_[path][line].push_back(&d);
    if (line > 0) numbers_[path].add(line, lines_of(d));
  }

  std::string write(const std::string& path, const std::string& text) const {
    const auto found = by_file_.find(path);
    if (found == by_file_.end()) return text;
    std::string result;
    std::uint32_t number = 0;
    for (const auto& line : split_lines(text)) {
      result += line + "\n";
      write(path, ++number, result);
    }
    // A place after the last line feed is on a line that is not there.
    for (const auto& [line, list] : found->second)
      if (line > number) write(path, line, result);
    write(path, 0, result);
    return result;
  }

  void write(const std::string& path, std::uint32_t line, std::string& result) const {
    const auto& of_file = by_file_.at(path);
    const auto found = of_file.find(line);
    if (found == of_file.end()) return;
    for (const auto* d : found->second) {
      const auto code = fmt::format("{}[{}]", is_error(d->code.severity) ? "error" : "warning",
                                    diagnostics::code_text(d->code));
      const auto mark = line > 0 ? carets(d->span, sources_) : "# " + place_of(d->span, path) + ":";
      result += fmt::format("{} {}: {}\n", mark, code, printable(d->message));
      if (!d->label.empty()) result += fmt::format("#   label: {}\n", printable(d->label));
      for (const auto& part : d->parts)
        result += fmt::format("#   where: {} = {}\n", printable(part.text), printable(part.value));
      for (const auto& note : d->notes)
        result += fmt::format("#   note: {}{}\n", note.span.known() ? place_of(note.span, path) + ": " : "",
                              printable(note.text));
      for (const auto& hint : d->hints) result += fmt::format("#   help: {}\n", printable(hint));
    }
  }

  std::string place_of(Span span, const std::string& from) const {
    if (!span.known()) return "no place";
    const auto& path = sources_[span.file].path;
    if (path.starts_with("std:")) return path;
    const auto at = sources_.start(span);
    const auto numbers = numbers_.find(path);
    const auto line = numbers == numbers_.end() ? at.line : numbers->second.now(at.line);
    return fmt::format("{}{}:{}", path == from ? "" : path + ":", line, at.column);
  }

  const std::map<std::string, std::string>& texts_;
  const std::string& entry_;
  const SourceMap& sources_;
  std::map<std::string, ByLine> by_file_;
  std::map<std::string, Numbers> numbers_;
};

}  // namespace

std::string without_annotations(std::string_view text) {
  std::string result;
  bool in_annotation = false;
  for (const auto& line : split_lines(text)) {
    in_annotation = is_first_line(line) || (in_annotation && is_further_line(line));
    if (!in_annotation) result += line + "\n";
  }
  if (!text.ends_with('\n') && result.ends_with('\n')) result.pop_back();
  return result;
}

std::map<std::string, std::string> annotated(const std::map<std::string, std::string>& texts,
                                             const std::string& entry, const std::vector<Diagnostic>& list,
                                             const SourceMap& sources) {
  return Writer(texts, entry, list, sources).write();
}

}  // namespace herdc::testing
