#pragma once

#include <cstdint>

#include "compiler/base/ids.h"

namespace herdc {

using FileId = Id<struct FileTag>;

/// A half-open range of bytes in one source file. Default: nowhere (a value that no source text wrote).
struct Span {
  FileId file;
  std::uint32_t begin = 0;
  std::uint32_t end = 0;

  constexpr bool known() const { return file.valid(); }
  constexpr auto operator<=>(const Span&) const = default;
};

constexpr bool is_inside(Span inner, Span outer) {
  return inner.file == outer.file && outer.begin <= inner.begin && inner.end <= outer.end;
}

/// From the start of `first` to the end of `last`; both in the same file.
constexpr Span cover(Span first, Span last) {
  return {first.file, first.begin, last.end};
}

}  // namespace herdc
