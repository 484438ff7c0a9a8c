#include <fmt/format.h>

#include "compiler/backend/marathon/draft.h"

namespace herdc::marathon {
namespace {

namespace field = schema::field;

constexpr std::int64_t mebibyte = 1 << 20;

/// Space that Mesos keeps lies in the task's sandbox, under a name without `/`. A second volume puts it where
/// the container looks: a relative `hostPath` is one in the sandbox.
void add_sized(Draft& draft, Json& volumes, const std::string& inside, const model::Value& value,
               const model::Declaration& volume) {
  const auto& size = *volume.find(field::volume::size);
  const auto count = size.get<model::Bytes>()->count;
  if (count == 0 || count % mebibyte != 0)
    draft.sink().report(catalog::marathon_limit, size.span, "size", fmt::format("{} bytes", count),
                        "Marathon", "whole MiB");
  auto kept = Json::object(value.span);
  kept.put("containerPath", Json::text(volume.name, volume.span));
  kept.put("mode", Json::text("RW", value.span));
  kept.object_at("persistent", size.span).put("size", Json::integer(count / mebibyte, size.span));
  volumes.add(std::move(kept));
  auto shown = Json::object(value.span);
  shown.put("containerPath", Json::text(inside, value.span));
  shown.put("hostPath", Json::text(volume.name, volume.span));
  shown.put("mode", Json::text("RW", value.span));
  volumes.add(std::move(shown));
}

void add_mount(Draft& draft, Json& volumes, const std::string& inside, const model::Value& value) {
  const auto& mount = *value.get<model::Record>();
  const auto& volume = draft.model()[*mount.find(field::mount::volume)->get<model::DeclId>()];
  const auto* path = volume.find(field::volume::host_path);
  if (path == nullptr) return add_sized(draft, volumes, inside, value, volume);
  if (path->get<std::string>() == nullptr) {
    draft.sink()
        .report(catalog::differs_by_machine, value.span, volume.name)
        .with_note(path->span, "it is written here")
        .with_hint("mount a volume whose `host_path` is the same everywhere");
    return;
  }
  auto entry = Json::object(value.span);
  entry.put("containerPath", Json::text(inside, value.span));
  entry.put("hostPath", Json::text(*path->get<std::string>(), path->span));
  const bool read_only = *mount.find(field::mount::read_only)->get<bool>();
  entry.put("mode", Json::text(read_only ? "RO" : "RW", value.span));
  volumes.add(std::move(entry));
}

}  // namespace

void decide_mounts(Draft& draft) {
  const auto& mounts = model::map(draft.app(), field::app::mounts);
  if (mounts.empty()) return;
  const auto place = draft.place(field::app::mounts);
  auto volumes = Json::list(place);
  for (const auto& [inside, value] : mounts) add_mount(draft, volumes, inside, value);
  draft.document.object_at("container", place).put("volumes", std::move(volumes));
}

}  // namespace herdc::marathon
