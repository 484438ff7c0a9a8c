#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "compiler/base/memory_file_system.h"

/// What the runners of golden and annotated cases share. They stop with a sentence and exit code 2 when a
/// file cannot be read or written: a test that did not run is no result.
namespace herdc::testing {

[[noreturn]] void stop(const std::string& why);

std::string read_file(const std::string& path);
/// Puts the bytes there by a rename, so that runners side by side never see half a file.
void write_file(const std::string& path, std::string_view bytes, bool executable = false);
bool is_directory(const std::string& path);

/// Every regular file below `directory` but those in its sub-directory `except`, by relative path.
std::map<std::string, MemoryFileSystem::File> read_tree(const std::string& directory,
                                                        const std::string& except = "");

/// HERDC_UPDATE=1: write what is expected anew instead of comparing.
bool update_wanted();

/// How to run this test again, and how to accept what it says now: two lines for the end of a report.
std::string how_to_go_on(char** argv);

/// Lines without their line feeds; a text that ends in a line feed has no empty last line.
std::vector<std::string> split_lines(std::string_view text);

/// A herd.lock that pins the base of the standard library, taken from the example.
std::string standard_lock(const std::string& repository);

}  // namespace herdc::testing
