#include "compiler/artifact/lines.h"

#include <algorithm>

#include "compiler/base/text.h"

namespace herdc::artifact {
namespace {

void drop_unknown(std::vector<Span>& origins, Span fallback) {
  std::erase_if(origins, [](const Span& span) { return !span.known(); });
  if (origins.empty()) origins.push_back(fallback);
}

std::size_t line_count(std::string_view bytes) {
  const auto feeds = static_cast<std::size_t>(std::count(bytes.begin(), bytes.end(), '\n'));
  return feeds + (bytes.empty() || bytes.back() == '\n' ? 0 : 1);
}

}  // namespace

Lines& Lines::add(std::string_view text, std::vector<Span> origins) {
  drop_unknown(origins, fallback_);
  for (const auto& line : split(text, "\n")) {
    bytes_ += line;
    bytes_ += '\n';
    origins_.push_back(origins);
  }
  return *this;
}

Lines& Lines::append(const Lines& other) {
  bytes_ += other.bytes_;
  origins_.insert(origins_.end(), other.origins_.begin(), other.origins_.end());
  return *this;
}

Artifact Lines::finish(std::string path, std::string owner, bool executable) const {
  return {std::move(path), std::move(owner), executable, bytes_, origins_};
}

Artifact copy(std::string path, std::string owner, bool executable, const SourceMap& sources, FileId source) {
  const auto& text = sources[source].text;
  std::vector<std::vector<Span>> origins;
  std::uint32_t at = 0;
  for (std::size_t line = 0, count = line_count(text); line < count; ++line) {
    origins.push_back({Span{source, at, at}});
    at = static_cast<std::uint32_t>(text.find('\n', at) + 1);
  }
  return {std::move(path), std::move(owner), executable, text, std::move(origins)};
}

}  // namespace herdc::artifact
