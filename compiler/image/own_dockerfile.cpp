#include "compiler/image/own_dockerfile.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "compiler/base/text.h"
#include "compiler/base/utf8.h"
#include "compiler/dockerfile/add.h"
#include "compiler/dockerfile/parse.h"
#include "compiler/dockerfile/steps.h"
#include "compiler/image/dockerfile_words.h"
#include "compiler/image/steps.h"

namespace herdc::image {
namespace {

constexpr std::string_view usual_registry = "docker.io";

struct Replacement {
  dockerfile::Range range;
  std::string text;
};

class Check {
 public:
  Check(const SourceMap& sources, FileId file, const Surroundings& surroundings, Sink& sink)
      : text_(sources[file].text),
        file_(file),
        standard_(sources[file].path.starts_with("std:")),
        around_(surroundings),
        sink_(sink) {}

  std::vector<Replacement> run() {
    check_text();
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

  /// Builders keep the wrong bytes of a label or leave them out, and an editor does not show them.
  void check_text() {
    for (std::size_t at = text_.starts_with("\xef\xbb\xbf") ? 3 : 0; at < text_.size();) {
      const auto decoded = utf8::decode(text_, at);
      const auto size = std::max<std::size_t>(decoded.size, 1);
      const bool line_end = text_.substr(at).starts_with("\r\n");
      const bool fits = decoded.size > 0 && (text_[at] == '\n' || text_[at] == '\t' || line_end ||
                                             utf8::is_safe_to_show(decoded.code_point));
      if (!fits) {
        const auto byte = static_cast<unsigned char>(text_[at]);
        sink_.report(catalog::dockerfile_text, span({at, at + size}),
                     decoded.size == 0 ? fmt::format("the byte {:#04x}, which is no UTF-8", byte)
                                       : fmt::format("the character U+{:04X}",
                                                     static_cast<std::uint32_t>(decoded.code_point)));
        return;
      }
      at += size;
    }
  }

  void check_instruction(const dockerfile::Instruction& instruction) {
    const auto& keyword = instruction.keyword;
    if (keyword == "ONBUILD") sink_.report(catalog::dockerfile_onbuild, span(instruction.range));
    if (keyword == "FROM") enter_stage(instruction);
    if (keyword == "ADD") check_add(instruction);
    if (keyword == "ADD" || keyword == "COPY") check_sources(instruction);
    if (keyword == "RUN") check_run(instruction);
    if (keyword == "LABEL") check_labels(instruction);
    if (keyword == "ENV" || keyword == "ARG") check_variables(instruction);
    if (keyword == "WORKDIR") check_workdir(instruction);
    if (keyword == "USER") check_user(instruction);
  }

  /// What an earlier stage has fetched or holds packed, this one begins with.
  void enter_stage(const dockerfile::Instruction& from) {
    const auto& words = from.words;
    if (words.empty()) return;
    const auto base = to_lower(words[0].text);
    const auto known = stages_.find(base);
    state_ = known == stages_.end() ? State{} : known->second;
    name_ = words.size() == 3 ? to_lower(words[2].text) : "";
  }

  void check_run(const dockerfile::Instruction& run) {
    const auto run_words = dockerfile::run_words(run);
    std::vector<std::string> words;
    for (const auto& word : run_words) words.push_back(word.text);
    auto findings = state_.steps.run(words);
    // A user of the standard library cannot mend it: its versions are those of its pinned base.
    if (standard_)
      std::erase_if(findings,
                    [](const auto& f) { return f.kind == dockerfile::Finding::Kind::unpinned_package; });
    report_step(
        findings, [&](std::size_t word) { return span(run_words[word].range); }, around_.image, state_.packed,
        sink_);
    remember();
  }

  void remember() {
    if (!name_.empty()) stages_[name_] = state_;
  }

  void check_sources(const dockerfile::Instruction& instruction) {
    const auto& flags = instruction.flags;
    if (std::any_of(flags.begin(), flags.end(),
                    [](const auto& flag) { return to_lower(flag.text).starts_with("--from="); }))
      return;
    if (const auto outside = dockerfile::outside_source(instruction))
      sink_.report(catalog::bad_context_file, span(outside->range), outside->text, around_.name,
                   "it lies outside the Dockerfile's directory");
    const bool unpacks = instruction.keyword == "ADD";
    for (const auto& source : dockerfile::add_sources(instruction))
      for (const auto& [path, kind] : packed_files()) {
        const bool itself = dockerfile::names_file(source.text, path);
        const Packed packed{span(source.range), path, kind};
        if (itself && unpacks && kind != "zip" && kind != "cpio")
          report_archive(packed, around_.image, sink_);
        else if (itself || source.text.empty() || lies_below(path, source.text))
          state_.packed.push_back(packed);
      }
    remember();
  }

  static bool lies_below(const std::string& path, const std::string& pattern) {
    for (auto slash = path.find('/'); slash != std::string::npos; slash = path.find('/', slash + 1))
      if (dockerfile::names_file(pattern, path.substr(0, slash))) return true;
    return false;
  }

  const std::map<std::string, std::string_view>& packed_files() {
    if (!packed_files_) {
      packed_files_.emplace();
      for (const auto& [path, bytes] : around_.context)
        if (const auto kind = dockerfile::packed_kind(bytes)) (*packed_files_)[path] = *kind;
    }
    return *packed_files_;
  }

  void check_labels(const dockerfile::Instruction& label) {
    for (const auto& assignment : dockerfile::assignments(label))
      if (assignment.name.starts_with("org.herdc."))
        sink_.report(catalog::reserved_label, span(assignment.range), assignment.name)
            .with_hint("herdc writes the labels below `org.herdc.`; choose another prefix");
  }

  void check_variables(const dockerfile::Instruction& instruction) {
    for (const auto& assignment : dockerfile::assignments(instruction))
      if (dockerfile::looks_like_secret(assignment.name, assignment.value))
        report_secret(assignment.name, span(assignment.range), around_.image, sink_);
  }

  void check_workdir(const dockerfile::Instruction& workdir) {
    if (workdir.words.empty()) return;
    const auto place = span({workdir.words.front().range.begin, workdir.words.back().range.end});
    const auto path = dockerfile::without_quotes(workdir.words[0].text);
    if (path.starts_with('$')) return;
    if (!path.starts_with('/')) {
      sink_.report(catalog::relative_workdir, place, path).with_hint("begin it with `/`");
    } else if (is_kernel_directory("/" + dockerfile::path_in_context(path))) {
      sink_.report(catalog::kernel_directory, place, path);
    }
  }

  void check_user(const dockerfile::Instruction& user) {
    if (user.words.empty()) return;
    const auto place = span({user.words.front().range.begin, user.words.back().range.end});
    std::string text;
    for (const auto& word : user.words)
      text += (text.empty() ? "" : " ") + dockerfile::without_quotes(word.text);
    const bool fits = std::all_of(text.begin(), text.end(), [](char c) {
      return is_letter(c) || is_digit(c) || std::string_view("_.-:${}").find(c) != std::string_view::npos;
    });
    if (text.empty() || !fits || text.front() == '-' || std::count(text.begin(), text.end(), ':') > 1)
      sink_.report(catalog::dockerfile_user, place, text)
          .with_hint("write a name or a number, with a group behind a colon: `USER 2181:2181`");
  }

  void check_add(const dockerfile::Instruction& add) {
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
    if (reference.is_stage || name == "scratch") return;
    if (dockerfile::is_pinned(name)) return check_registry(reference);
    if (name.find('$') != std::string::npos) {
      sink_.report(catalog::variable_from, span(reference.range), name)
          .with_hint("write the name of a declared `base` or `image`");
      return;
    }
    const auto declared = around_.lookup(name);
    if (!declared) return refuse(reference);
    if (text_.substr(reference.range.begin, name.size()) != name) {
      sink_.report(catalog::dockerfile_doubt, span(reference.range), "a name that goes on in the next line");
      return;
    }
    replacements_.push_back({reference.range, *declared});
  }

  /// A digest says what it is, but not that anybody here chose where it comes from.
  void check_registry(const dockerfile::Reference& reference) {
    const auto registry = registry_of(reference.text);
    if (registry == usual_registry || around_.registries.contains(registry)) return;
    sink_.report(catalog::foreign_registry, span(reference.range), registry)
        .with_note(around_.image, "in the Dockerfile of this image")
        .with_hint(
            "declare `base NAME { repository = …, tag = … }`, write FROM NAME here, and run `herdc lock`");
  }

  void refuse(const dockerfile::Reference& reference) {
    sink_.report(catalog::unknown_from, span(reference.range), reference.text)
        .with_label("what stands behind this name can change from one build to the next")
        .with_hint(
            "declare `base NAME { repository = …, tag = … }`, write FROM NAME here, and run `herdc lock`");
  }

  /// What a stage holds after its instructions so far.
  struct State {
    dockerfile::Stage steps;
    std::vector<Packed> packed;
  };

  std::string_view text_;
  FileId file_;
  bool standard_;
  const Surroundings& around_;
  Sink& sink_;
  State state_;
  std::string name_;  ///< of the stage
  std::map<std::string, State> stages_;
  std::optional<std::map<std::string, std::string_view>> packed_files_;
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

std::string registry_of(std::string_view reference) {
  const auto slash = reference.find('/');
  const auto first = slash == std::string_view::npos ? std::string_view() : reference.substr(0, slash);
  const bool registry = first == "localhost" || first.find_first_of(".:") != std::string_view::npos;
  return std::string(registry ? first : usual_registry);
}

artifact::Lines own_dockerfile(const SourceMap& sources, FileId file, const Surroundings& surroundings,
                               Sink& sink) {
  const auto replacements = Check(sources, file, surroundings, sink).run();
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
