#pragma once

#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/source/span.h"

namespace herdc {

/// One file as it was read. Lines end at LF, CR LF or a lone CR, as editors count them.
struct SourceFile {
  std::string path;  ///< relative to the project root; standard library files begin with "std:"
  std::string text;
  std::vector<std::uint32_t> line_starts;
};

/// 1-based; the column counts code points.
struct Position {
  std::uint32_t line = 0;
  std::uint32_t column = 0;
};

/// All sources of one compilation. Grows only; a FileId stays good for its life, and so does a view of a
/// text.
class SourceMap {
 public:
  FileId add(std::string path, std::string text);
  const SourceFile& operator[](FileId id) const { return files_[id.index]; }
  std::size_t size() const { return files_.size(); }
  std::optional<FileId> find(std::string_view path) const;

  std::string_view text(Span span) const;
  Position position(FileId file, std::uint32_t offset) const;
  Position start(Span span) const { return position(span.file, span.begin); }
  Position end(Span span) const { return position(span.file, span.end); }
  /// Text of a 1-based line without its line ending.
  std::string_view line(FileId file, std::uint32_t number) const;
  /// "cluster.herd:12"; "built in" for an unknown span.
  std::string place(Span span) const;

 private:
  std::deque<SourceFile> files_;
};

}  // namespace herdc
