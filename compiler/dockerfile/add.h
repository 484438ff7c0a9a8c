#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "compiler/dockerfile/parse.h"

/// What instructions say: files of the context, commands, variables.
namespace herdc::dockerfile {

/// The sources of an ADD as paths in the context ("./x" and "/x" are "x"), in the shell form and in the
/// JSON form. They may be patterns.
std::vector<Word> add_sources(const Instruction& add);

/// Whether a source of ADD or COPY leads out of the context: docker reads another file instead, or none.
std::optional<Word> outside_source(const Instruction& instruction);

/// The words of RUN: those of its exec form where it has one, cut at blanks, and then all at the same place.
std::vector<Word> run_words(const Instruction& run);

/// `NAME=value` of ENV, LABEL and ARG, without quotes; the value is empty where there is none.
struct Assignment {
  std::string name;
  std::string value;
  Range range;
};
std::vector<Assignment> assignments(const Instruction& instruction);

/// "./x" and "/x" are "x"; `..` does not go above the context.
std::string path_in_context(std::string_view source);

/// A word without quotes and backslashes.
std::string without_quotes(std::string_view word);

/// Whether a source names the file: equal, or by docker's `*`, `?` and `[…]`, none of which takes a `/`.
/// What stands between brackets is not looked at: `[…]` takes any one character.
bool names_file(std::string_view source, std::string_view path);

/// "tar", "gzip", …: by its first bytes, an archive that ADD would unpack; nothing for another file.
std::optional<std::string_view> archive_kind(std::string_view bytes);

/// The same, and "zip" and "cpio", which a step can unpack.
std::optional<std::string_view> packed_kind(std::string_view bytes);

}  // namespace herdc::dockerfile
