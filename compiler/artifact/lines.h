#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "compiler/artifact/tree.h"

namespace herdc::artifact {

/// Writes a text line by line, each with the source places it comes from. Text that holds line feeds becomes
/// several lines of the same origin.
class Lines {
 public:
  explicit Lines(Span fallback) : fallback_(fallback) {}

  Lines& add(std::string_view text) { return add(text, std::vector<Span>{}); }
  Lines& add(std::string_view text, Span origin) { return add(text, std::vector<Span>{origin}); }
  /// Unknown places are left out; when none remains the line belongs to the fallback.
  Lines& add(std::string_view text, std::vector<Span> origins);
  Lines& append(const Lines& other);

  Artifact finish(std::string path, std::string owner, bool executable) const;

 private:
  Span fallback_;
  std::string bytes_;
  std::vector<std::vector<Span>> origins_;
};

/// A file taken over byte for byte: line n comes from line n of `source`.
Artifact copy(std::string path, std::string owner, bool executable, const SourceMap& sources, FileId source);

}  // namespace herdc::artifact
