#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/base/file_system.h"

namespace herdc::analysis {

inline constexpr std::uint64_t max_input_bytes = 64u << 20;
inline constexpr std::size_t max_input_files = 10'000;

std::string parent_of(const std::string& path);

/// Relative to the directory of `file`; nothing when it leaves the project.
std::optional<std::string> beside(const std::string& file, std::string_view path);

/// Regular files below `path`, depth first, sorted by path; a reason when something else is among them.
std::optional<std::string> collect_files(const ReadFiles& files, const std::string& path,
                                         std::vector<std::string>& found);

}  // namespace herdc::analysis
