#include <fmt/format.h>

#include "compiler/backend/docker/data_owner.h"
#include "compiler/backend/docker/draft.h"
#include "compiler/diagnostics/catalog_haproxy.h"
#include "compiler/image/dockerfile_words.h"

namespace herdc::docker {
namespace {

namespace field = schema::field;
using model::Value;

std::string mount_text(const std::string& source, const std::string& target, bool read_only) {
  return "type=bind," + csv_field("source=" + source) + "," + csv_field("target=" + target) +
         (read_only ? ",readonly" : "");
}

void check_target(Draft& draft, const std::string& target, Span span) {
  if (target == "/") draft.sink().report(catalog::mount_over_root, span);
  if (image::is_kernel_directory(target)) draft.sink().report(catalog::kernel_directory, span, target);
}

/// The directory that is mounted: nobody but the service's user needs it, when that user is known.
void add_directory(Draft& draft, const Value& path, std::size_t number) {
  const auto owner = data_owner(draft.model(), draft.service());
  const auto text = draft.word(path, fmt::format("path_{}", number), "the path", 16);
  draft.container.directories.push_back(
      {text, owner.empty() ? "0:0" : owner, owner.empty() ? "0755" : "0750", {path.span}});
}

/// Mesos makes it for a task, and no task runs here.
void refuse_sized(Draft& draft, const Value& mount, const model::Declaration& volume) {
  draft.sink()
      .report(catalog::volume_of_mesos, mount.span, volume.name)
      .with_note(model::place(volume, field::volume::size), "its `size` says so")
      .with_hint("give a service a volume with `host_path`");
}

void add_mount(Draft& draft, const std::string& target, const Value& value, std::size_t number) {
  const auto& model = draft.model();
  const auto& mount = *value.get<model::Record>();
  const auto& volume = model[*mount.find(field::mount::volume)->get<model::DeclId>()];
  const auto* found = volume.find(field::volume::host_path);
  if (found == nullptr) return refuse_sized(draft, value, volume);
  const auto& path = *found;
  const auto* read_only = mount.find(field::mount::read_only);
  const bool is_read_only = read_only != nullptr && *read_only->get<bool>();
  check_target(draft, target, value.span);
  const auto text = draft.word(path, fmt::format("mount_{}", number), "the path", 16, [&](const Value& own) {
    return mount_text(model::word(model, own), target, is_read_only);
  });
  draft.flag("mount", text, value.span);
  draft.container.flags.back().origins.push_back(path.span);
  add_directory(draft, path, number);
}

}  // namespace

void decide_mounts(Draft& draft) {
  std::size_t number = 0;
  for (const auto& [target, value] : model::map(draft.service(), field::service::mounts))
    add_mount(draft, target, value, ++number);
}

}  // namespace herdc::docker
