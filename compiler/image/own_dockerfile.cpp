#include "compiler/image/own_dockerfile.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "compiler/base/text.h"
#include "compiler/dockerfile/add.h"
#include "compiler/dockerfile/downloads.h"
#include "compiler/dockerfile/parse.h"
#include "compiler/image/dockerfile_words.h"

namespace herdc::image {
namespace {

struct Replacement {
  dockerfile::Range range;
  std::string text;
};

class Check {
 public:
  Check(const SourceMap& sources, FileId file, Span image, const ContextFiles& context, const Lookup& lookup,
        Sink& sink)
      : text_(sources[file].text),
        file_(file),
        image_(image),
        context_(context),
        lookup_(lookup),
        sink_(sink) {}

  std::vector<Replacement> run() {
    const auto parsed = dockerfile::parse(text_);
    for (const auto& directive : parsed.directives) refuse_directive(directive);
    for (const auto& doubt : parsed.doubts) refuse_doubt(doubt);
    for (const auto& instruction : parsed.instructions) check_instruction(instruction);
    const auto references = dockerfile::references(parsed);
    if (std::none_of(references.begin(), references.end(), [](const auto& r) { return r.is_from; }))
      sink_.report(catalog::dockerfile_without_from, span({0, 0}));
    for (const auto& reference : references) check_reference(reference);
    return std::move(replacements_);
  }

 private:
  Span span(dockerfile::Range range) const {
    return {file_, static_cast<std::uint32_t>(range.begin), static_cast<std::uint32_t>(range.end)};
  }

  void refuse_directive(const dockerfile::Directive& directive) {
    sink_.report(catalog::dockerfile_directive, span(directive.range), directive.name)
        .with_hint("leave the line out: no frontend but docker's own reads this file");
  }

  void refuse_doubt(const dockerfile::Doubt& doubt) {
    switch (doubt.kind) {
      case dockerfile::Doubt::Kind::double_backslash:
        sink_.report(catalog::dockerfile_doubt, span(doubt.range), "a line that ends in two backslashes");
        return;
      case dockerfile::Doubt::Kind::heredoc:
        sink_.report(catalog::dockerfile_doubt, span(doubt.range), "a here-document")
            .with_hint("put the text into a file beside the Dockerfile and COPY it");
        return;
      case dockerfile::Doubt::Kind::quoted_flag:
        sink_.report(catalog::dockerfile_doubt, span(doubt.range), "a flag with quotes or backslashes");
    }
  }

  void check_instruction(const dockerfile::Instruction& instruction) {
    if (instruction.keyword == "ONBUILD") sink_.report(catalog::dockerfile_onbuild, span(instruction.range));
    if (instruction.keyword == "FROM") enter_stage(instruction);
    if (instruction.keyword == "ADD") check_add(instruction);
    if (instruction.keyword == "RUN") check_run(instruction);
  }

  /// Notes whether the stage stands on `scratch`, itself or by way of an earlier stage.
  void enter_stage(const dockerfile::Instruction& from) {
    const auto& words = from.words;
    if (words.empty()) return;
    const auto base = to_lower(words[0].text);
    on_scratch_ = base == "scratch" || scratch_stages_.contains(base);
    if (on_scratch_ && words.size() == 3) scratch_stages_.insert(to_lower(words[2].text));
  }

  void check_run(const dockerfile::Instruction& run) {
    std::vector<std::string> words;
    for (const auto& word : run.words) words.push_back(word.text);
    if (const auto download = dockerfile::piped_download(words))
      report_download(*download, span(run.words[download->word].range), sink_)
          .with_note(image_, "in the Dockerfile of this image");
  }

  // What ADD unpacks onto nothing is the whole image, made somewhere else: `docker save` by another door.
  void check_archives(const dockerfile::Instruction& add) {
    for (const auto& source : dockerfile::add_sources(add))
      for (const auto& [path, bytes] : context_) {
        if (!dockerfile::names_file(source.text, path)) continue;
        const auto kind = dockerfile::archive_kind(bytes);
        if (!kind) continue;
        sink_.report(catalog::dockerfile_archive, span(source.range), path, *kind)
            .with_hint("build on a declared `base` or `image` instead of `scratch`")
            .with_hint("or put the files themselves beside the Dockerfile and COPY them");
      }
  }

  void check_add(const dockerfile::Instruction& add) {
    if (on_scratch_) check_archives(add);
    const auto& flags = add.flags;
    if (std::any_of(flags.begin(), flags.end(),
                    [](const auto& f) { return f.text.starts_with("--checksum=sha256:"); }))
      return;
    for (std::size_t i = 0; i + 1 < add.words.size(); ++i)
      if (is_remote(add.words[i].text))
        sink_.report(catalog::dockerfile_remote_add, span(add.words[i].range), add.words[i].text)
            .with_hint("put the file beside the Dockerfile, or say `--checksum=sha256:…`");
  }

  static bool is_remote(std::string_view source) {
    const auto begin = source.find_first_not_of("[\"', ");
    if (begin != std::string_view::npos) source.remove_prefix(begin);
    return source.find("://") != std::string_view::npos || source.starts_with("git@") ||
           source.starts_with("github.com/") || source.find('$') != std::string_view::npos;
  }

  void check_reference(const dockerfile::Reference& reference) {
    const auto& name = reference.text;
    if (reference.is_stage || name == "scratch" || dockerfile::is_pinned(name)) return;
    if (name.find('$') != std::string::npos) {
      sink_.report(catalog::variable_from, span(reference.range), name)
          .with_hint("write the name of a declared `base` or `image`");
      return;
    }
    const auto declared = lookup_(name);
    if (!declared) return refuse(reference);
    if (text_.substr(reference.range.begin, name.size()) != name) {
      sink_.report(catalog::dockerfile_doubt, span(reference.range), "a name that goes on in the next line");
      return;
    }
    replacements_.push_back({reference.range, *declared});
  }

  void refuse(const dockerfile::Reference& reference) {
    sink_.report(catalog::unknown_from, span(reference.range), reference.text)
        .with_label("what stands behind this name can change from one build to the next")
        .with_hint(
            "declare `base NAME { repository = …, tag = … }`, write FROM NAME here, and run `herdc lock`");
  }

  std::string_view text_;
  FileId file_;
  Span image_;
  const ContextFiles& context_;
  const Lookup& lookup_;
  Sink& sink_;
  bool on_scratch_ = false;
  std::set<std::string> scratch_stages_;
  std::vector<Replacement> replacements_;
};

/// The bytes of one line of the file with its replacements.
std::string rewritten(std::string_view text, dockerfile::Range line,
                      const std::vector<Replacement>& replacements) {
  std::string result;
  auto at = line.begin;
  for (const auto& replacement : replacements) {
    if (replacement.range.begin < line.begin || replacement.range.begin >= line.end) continue;
    result += text.substr(at, replacement.range.begin - at);
    result += replacement.text;
    at = replacement.range.end;
  }
  result += text.substr(at, line.end - at);
  if (result.ends_with('\r')) result.pop_back();
  return result;
}

}  // namespace

diagnostics::Diagnostic& report_download(const dockerfile::Download& download, Span span, Sink& sink) {
  return sink.report(catalog::piped_download, span, download.interpreter, download.fetcher)
      .with_hint("fetch it once, put it beside the source, and COPY and run that file")
      .with_hint(fmt::format("or let `{}` write a file, and run it only after `sha256sum --check`",
                             download.fetcher))
      .with_hint("where it has to be: `allow HERD6027 because \"…\"` in the block of the image");
}

artifact::Lines own_dockerfile(const SourceMap& sources, FileId file, Span image, const ContextFiles& context,
                               const Lookup& lookup, Sink& sink) {
  const auto replacements = Check(sources, file, image, context, lookup, sink).run();
  const std::string_view text = sources[file].text;
  artifact::Lines lines(Span{file, 0, 0});
  auto next = replacements.begin();
  for (std::size_t at = text.starts_with("\xef\xbb\xbf") ? 3 : 0; at < text.size();) {
    const dockerfile::Range line{at, std::min(text.find('\n', at), text.size())};
    const auto first = next;
    while (next != replacements.end() && next->range.begin < line.end) ++next;
    const Span origin{file, static_cast<std::uint32_t>(line.begin), static_cast<std::uint32_t>(line.end)};
    const auto emitted = rewritten(text, line, {first, next});
    if (emitted.size() > longest_dockerfile_line)
      sink.report(catalog::dockerfile_line_too_long, origin, "this text", emitted.size());
    lines.add(emitted, origin);
    at = line.end + 1;
  }
  return lines;
}

}  // namespace herdc::image
