#include "compiler/source/source_map.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/base/utf8.h"

namespace herdc {
namespace {

std::vector<std::uint32_t> find_line_starts(std::string_view text) {
  std::vector<std::uint32_t> starts{0};
  for (std::size_t at = 0; at < text.size(); ++at) {
    const bool cr_of_crlf = text[at] == '\r' && at + 1 < text.size() && text[at + 1] == '\n';
    if (text[at] == '\n' || (text[at] == '\r' && !cr_of_crlf))
      starts.push_back(static_cast<std::uint32_t>(at + 1));
  }
  return starts;
}

}  // namespace

FileId SourceMap::add(std::string path, std::string text) {
  auto starts = find_line_starts(text);
  files_.push_back({std::move(path), std::move(text), std::move(starts)});
  return FileId{static_cast<std::uint32_t>(files_.size() - 1)};
}

std::optional<FileId> SourceMap::find(std::string_view path) const {
  const auto found =
      std::find_if(files_.begin(), files_.end(), [&](const auto& file) { return file.path == path; });
  if (found == files_.end()) return std::nullopt;
  return FileId{static_cast<std::uint32_t>(found - files_.begin())};
}

std::string_view SourceMap::text(Span span) const {
  if (!span.known()) return {};
  return std::string_view((*this)[span.file].text).substr(span.begin, span.end - span.begin);
}

Position SourceMap::position(FileId file, std::uint32_t offset) const {
  const auto& source = (*this)[file];
  const auto after = std::upper_bound(source.line_starts.begin(), source.line_starts.end(), offset);
  const auto line = static_cast<std::uint32_t>(after - source.line_starts.begin());
  const std::uint32_t start = source.line_starts[line - 1];
  const auto before = std::string_view(source.text).substr(start, offset - start);
  return {line, static_cast<std::uint32_t>(utf8::length(before) + 1)};
}

std::string_view SourceMap::line(FileId file, std::uint32_t number) const {
  const auto& source = (*this)[file];
  const std::uint32_t start = source.line_starts[number - 1];
  const auto rest = std::string_view(source.text).substr(start);
  return rest.substr(0, rest.find_first_of("\r\n"));
}

std::string SourceMap::place(Span span) const {
  if (!span.known()) return "built in";
  return fmt::format("{}:{}", (*this)[span.file].path, start(span).line);
}

}  // namespace herdc
