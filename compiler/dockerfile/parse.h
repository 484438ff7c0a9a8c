#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

/// Dockerfiles as docker's own parsers see them, as far as it matters for what an image is made from. Where
/// the parsers of different docker versions would read different things, `Doubt` says so: the same text must
/// not be two images.
namespace herdc::dockerfile {

/// A half-open range of bytes of the file.
struct Range {
  std::size_t begin = 0;
  std::size_t end = 0;
};

struct Word {
  std::string text;
  Range range;
};

struct Instruction {
  std::string keyword;      ///< upper case
  std::vector<Word> flags;  ///< "--from=x", before the first other word
  std::vector<Word> words;  ///< the rest, cut at blanks
  Range range;
};

/// A line in the head of the file that changes how the rest is read: `# syntax=…`, `# escape=…`, `# check=…`.
struct Directive {
  std::string name;
  Range range;
};

/// A place that docker versions read differently.
struct Doubt {
  enum class Kind {
    double_backslash,  ///< a line that ends in `\\`: a continuation or not
    heredoc,           ///< `<<EOF`: several lines, or a word
    quoted_flag,       ///< quotes or `\` in a flag
  } kind;
  Range range;
};

struct File {
  std::vector<Directive> directives;
  std::vector<Instruction> instructions;
  std::vector<Doubt> doubts;
};
File parse(std::string_view text);

/// What an instruction takes files from.
struct Reference {
  std::string text;
  Range range;            ///< of the reference alone
  bool is_from = false;   ///< the FROM of a stage; otherwise `COPY --from` or `RUN --mount=…,from=…`
  bool is_stage = false;  ///< names an earlier stage of the file
};
/// In the order of the file.
std::vector<Reference> references(const File& file);
std::vector<Reference> references(std::string_view text);

/// `name@sha256:<64 hex digits>`, with or without a tag before the `@`.
bool is_pinned(std::string_view reference);

}  // namespace herdc::dockerfile
