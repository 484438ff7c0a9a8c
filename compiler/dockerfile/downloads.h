#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace herdc::dockerfile {

/// A shell command that runs what it has just fetched: `curl … | sh`, `sh -c "$(wget …)"`.
struct Download {
  std::string fetcher;      ///< "curl"
  std::string interpreter;  ///< "sh"
  std::size_t word = 0;     ///< which of the words holds the fetcher
};

/// The first one in a command that is cut at blanks. Not a shell's parser: quotes count for nothing, so that
/// what is handed to `sh -c '…'` is seen, too. What is fetched into a file first is not found.
std::optional<Download> piped_download(const std::vector<std::string>& words);

}  // namespace herdc::dockerfile
