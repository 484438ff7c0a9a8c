#include "compiler/image/steps.h"

#include <fmt/format.h>

#include <utility>

namespace herdc::image {
namespace {

using diagnostics::Diagnostic;
using dockerfile::Finding;

// The block of the image is where `allow` stands, also when a component or a Dockerfile says what is wrong.
Diagnostic& with_image(Diagnostic& diagnostic, Span image) {
  const bool same = diagnostic.span.file == image.file;
  return diagnostic.with_note(image, same ? "in this image" : "in the Dockerfile of this image");
}

void report_download(const Finding& finding, Span span, Span image, Sink& sink) {
  with_image(sink.report(catalog::piped_download, span, finding.what, finding.by), image)
      .with_hint("fetch it once, put it beside the source, and COPY and run that file")
      .with_hint(
          fmt::format("or let `{}` write a file, and run it only after `sha256sum --check`", finding.by));
}

void report_one(const Finding& finding, Span span, Span image, Sink& sink) {
  switch (finding.kind) {
    case Finding::Kind::piped_download:
      return report_download(finding, span, image, sink);
    case Finding::Kind::unchecked_download:
      with_image(sink.report(catalog::unchecked_download, span, finding.what, finding.by), image)
          .with_hint("compare its checksum first: `echo 'DIGEST  FILE' | sha256sum --check &&`")
          .with_hint("or fetch it once, put it beside the source, and COPY and run that file");
      return;
    case Finding::Kind::unpinned_package:
      with_image(sink.report(catalog::unpinned_package, span, finding.what), image)
          .with_hint(fmt::format("write `{}=VERSION`; `apt-cache policy {}` in the base says which",
                                 finding.what, finding.what));
      return;
    case Finding::Kind::sudo:
      with_image(sink.report(catalog::sudo_in_step, span, finding.what), image)
          .with_hint(fmt::format("leave `{}` out, and write `USER root` above where another user was set",
                                 finding.what));
      return;
    case Finding::Kind::docker:
      with_image(sink.report(catalog::docker_in_step, span, finding.what), image)
          .with_hint(
              "declare an `image` for what is made there, and take files out of it by `COPY --from=NAME`");
      return;
    case Finding::Kind::unpacking:
      return;
  }
}

}  // namespace

void report_step(const std::vector<Finding>& findings, const PlaceOf& place, Span image,
                 std::vector<Packed>& packed, Sink& sink) {
  for (const auto& finding : findings) {
    report_one(finding, place(finding.word), image, sink);
    if (finding.kind != Finding::Kind::unpacking) continue;
    std::vector<Packed> others;
    for (auto& archive : std::exchange(packed, {})) {
      if (dockerfile::unpacks(finding.what, archive.kind))
        report_archive(archive, image, sink);
      else
        others.push_back(std::move(archive));
    }
    packed = std::move(others);
  }
}

void report_archive(const Packed& archive, Span image, Sink& sink) {
  with_image(sink.report(catalog::dockerfile_archive, archive.span, archive.path, std::string(archive.kind)),
             image)
      .with_hint("make the files in steps of a Dockerfile, from a declared `base` or `image`")
      .with_hint("or put the files themselves beside the Dockerfile and COPY them");
}

void report_secret(std::string_view name, Span span, Span image, Sink& sink) {
  with_image(sink.report(catalog::secret_in_image, span, std::string(name)), image)
      .with_hint("keep it in a file of the machine: a `secret` of the service is at /run/secrets/NAME");
}

}  // namespace herdc::image
