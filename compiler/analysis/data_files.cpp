#include <array>

#include "compiler/analysis/data_values.h"
#include "compiler/analysis/evaluator.h"
#include "compiler/analysis/given.h"
#include "compiler/base/text.h"
#include "compiler/base/utf8.h"

/// `yaml("apps.yml")` and `json("apps.json")`: what a file beside the source holds. Read once, however often
/// it is named.
namespace herdc::analysis {
namespace {

constexpr std::size_t max_data_bytes = 4u << 20;

constexpr std::string_view written_as(DataFormat format) {
  return format == DataFormat::yaml ? "YAML" : "JSON";
}

void report_mistake(const data::Mistake& mistake, FileId file, const std::string& path, DataFormat format,
                    Sink& sink) {
  const Span place{file, mistake.range.begin, mistake.range.end};
  switch (mistake.kind) {
    case data::Mistake::Kind::malformed:
      sink.report(catalog::bad_data_file, place, path, written_as(format), mistake.what)
          .with_hint(mistake.hint);
      return;
    case data::Mistake::Kind::duplicate_key:
      sink.report(catalog::duplicate_data_key, place, mistake.what, path)
          .with_note({file, mistake.other.begin, mistake.other.end}, "the first one")
          .with_hint("readers keep one of them and drop the other: leave one out");
      return;
    case data::Mistake::Kind::ambiguous:
      sink.report(catalog::ambiguous_scalar, place, mistake.what).with_hint(mistake.hint);
  }
}

data::Document parse(std::string_view text, DataFormat format) {
  if (const auto bad = utf8::first_invalid(text)) {
    const auto at = static_cast<std::uint32_t>(*bad);
    return {{}, {{data::Mistake::Kind::malformed, {at, at + 1}, "it is not UTF-8 here", "save it as UTF-8"}}};
  }
  return format == DataFormat::yaml ? data::parse_yaml(text) : data::parse_json(text);
}

Maybe read(const Given& given, DataFormat format) {
  const auto* path = given.text(0);
  if (path == nullptr) return std::nullopt;
  const auto written = given[0].span;
  return given.evaluator.data_file(*path, format, written.known() ? written : given.span, given.frame);
}
Maybe yaml_file(const Given& given) {
  return read(given, DataFormat::yaml);
}
Maybe json_file(const Given& given) {
  return read(given, DataFormat::json);
}

constexpr std::array functions = {
    Function{"yaml", 1, 1, yaml_file, nullptr, "yaml(\"apps.yml\")"},
    Function{"json", 1, 1, json_file, nullptr, "json(\"apps.json\")"},
};

}  // namespace

std::span<const Function> data_functions() {
  return functions;
}

Maybe Evaluator::data_file(const std::string& path, DataFormat format, Span place, const Frame& frame) {
  const auto refuse = [&](const std::string& why) -> Maybe {
    report(frame, catalog::missing_input, place, path, why);
    return std::nullopt;
  };
  const auto file = beside_source(path, place, frame);
  if (!file) return refuse(file.failure().message);
  const auto& source = files_[*file];
  if (source.bytes.size() > max_data_bytes) return refuse("a data file is 4 MiB large at most");
  const auto [known, fresh] = data_files_.try_emplace({*file, format});
  if (fresh) known->second = read_data(source, format);
  return known->second;
}

/// Every mistake of the file is reported, and then it is silent.
Maybe Evaluator::read_data(const model::InputFile& file, DataFormat format) {
  const auto document = parse(file.bytes, format);
  for (const auto& mistake : document.mistakes)
    report_mistake(mistake, file.source, file.path, format, sink_);
  if (!document.mistakes.empty()) return std::nullopt;
  if (!spend_bytes(weight(document.root), {file.source, 0, 0})) return std::nullopt;
  return to_value(document.root, file.source, [&](Span place, const std::string& digits) {
    sink_.report(catalog::data_number, place, digits)
        .with_hint("whole numbers have 64 bits, others six digits behind the point; write no exponent");
  });
}

}  // namespace herdc::analysis
