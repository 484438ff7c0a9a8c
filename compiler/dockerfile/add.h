#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "compiler/dockerfile/parse.h"

/// What ADD takes from the context, and what it does to it.
namespace herdc::dockerfile {

/// The sources of an ADD as paths in the context ("./x" and "/x" are "x"), in the shell form and in the
/// JSON form. They may be patterns.
std::vector<Word> add_sources(const Instruction& add);

/// Whether a source names the file: equal, or by docker's `*`, `?` and `[…]`, none of which takes a `/`.
/// What stands between brackets is not looked at: `[…]` takes any one character.
bool names_file(std::string_view source, std::string_view path);

/// "tar", "gzip", …: by its first bytes, an archive that ADD would unpack; nothing for another file.
std::optional<std::string_view> archive_kind(std::string_view bytes);

}  // namespace herdc::dockerfile
