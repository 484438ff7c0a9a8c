#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace herdc::dockerfile {

/// What a careful reader objects to in a step.
struct Finding {
  enum class Kind {
    piped_download,      ///< `by` fetches what `what` runs: `curl … | sh`, or an interpreter's own fetching
    unchecked_download,  ///< `what` is a file that `by` fetched, run before any checksum is compared
    unpinned_package,    ///< `what` is installed by `by` without a version
    sudo,                ///< `what` is run
    docker,              ///< `what` is run
    unpacking,           ///< `what` unpacks archives
  } kind;
  std::string what;
  std::string by;
  std::size_t word = 0;  ///< where, among the words of the step
};

/// The steps of one stage, one after the other: what one has fetched another may run.
class Stage {
 public:
  /// `words` are those of a shell command, cut at blanks.
  std::vector<Finding> run(const std::vector<std::string>& words);

 private:
  std::map<std::string, std::string, std::less<>> fetched_;  ///< unchecked: name of the file → fetcher
};

/// Whether a program that unpacks takes an archive of this kind ("tar", "gzip", "zip", …).
bool unpacks(std::string_view program, std::string_view kind);

/// Whether a variable is named like a password and its like, and its value could be one: not empty, no
/// reference to another variable, no path and no yes or no.
bool looks_like_secret(std::string_view name, std::string_view value);

}  // namespace herdc::dockerfile
