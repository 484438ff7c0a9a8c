#include "compiler/backend/docker/limits.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "compiler/base/text.h"

namespace herdc::docker {
namespace {

namespace field = schema::field;

constexpr std::int64_t least_memory = 6 << 20;  // docker refuses less
constexpr std::int64_t most_processors = 4096;

void refuse(const model::Declaration& service, schema::FieldId id, const std::string& value,
            std::string_view rule, Sink& sink) {
  const auto name = fmt::format("`{}`", schema::info(id).name);
  sink.report(catalog::limit_out_of_range, model::place(service, id), name, value)
      .with_label(std::string(rule));
}

struct Unit {
  std::int64_t bytes;
  std::string_view suffix;
};
constexpr std::array units = {Unit{1 << 30, "g"}, Unit{1 << 20, "m"}, Unit{1 << 10, "k"}, Unit{1, "b"}};

bool is_at_or_below(std::string_view path, std::string_view top) {
  return path == top || (path.starts_with(top) && path[top.size()] == '/');
}

}  // namespace

std::string docker_size(model::Bytes size) {
  const auto unit =
      std::find_if(units.begin(), units.end(), [&](const Unit& u) { return size.count % u.bytes == 0; });
  return fmt::format("{}{}", size.count / unit->bytes, unit->suffix);
}

void check_limits(const model::Declaration& service, Sink& sink) {
  const auto memory = model::bytes(service, field::service::memory);
  if (memory.count < least_memory)
    refuse(service, field::service::memory, docker_size(memory),
           "docker starts no container with less than 6 MiB", sink);
  const auto cpus = model::number(service, field::service::cpus);
  if (cpus.millionths() < 10'000 || cpus.millionths() > most_processors * Decimal::scale)
    refuse(service, field::service::cpus, cpus.to_text(), "from 0.01 to 4096", sink);
  const auto pids = model::integer(service, field::service::pids);
  if (pids < 1 || pids > (1 << 22))
    refuse(service, field::service::pids, std::to_string(pids), "from 1 to 4194304", sink);
  const auto stop = model::duration(service, field::service::stop_timeout);
  const auto place = model::place(service, field::service::stop_timeout);
  if (stop.milliseconds % 1000 != 0)
    sink.report(catalog::not_whole_seconds, place, "`stop_timeout`", stop.milliseconds);
  else if (stop.milliseconds < 0 || stop.milliseconds > 86'400'000)
    refuse(service, field::service::stop_timeout, fmt::format("{} s", stop.milliseconds / 1000),
           "at most a day", sink);
}

std::optional<std::string> mount_path_problem(std::string_view path) {
  if (!path.starts_with('/')) return "docker would take a relative path for the name of a volume";
  const auto parts = split(path.substr(1), "/");
  for (const auto& part : parts)
    if (part == "." || part == ".." || (part.empty() && path != "/")) return "it is not in its shortest form";
  const bool printable = std::all_of(
      path.begin(), path.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x20 && c != 0x7f; });
  if (!printable) return "it holds a control character";
  return std::nullopt;
}

bool is_system_directory(std::string_view path) {
  constexpr std::array<std::string_view, 5> alone = {"/", "/var", "/var/lib", "/home", "/root"};
  constexpr std::array<std::string_view, 16> whole = {
      "/bin",  "/boot", "/dev",  "/etc", "/lib", "/lib32",   "/lib64",          "/libx32",
      "/proc", "/run",  "/sbin", "/sys", "/usr", "/var/run", "/var/lib/docker", "/var/lib/containerd"};
  return std::find(alone.begin(), alone.end(), path) != alone.end() ||
         std::any_of(whole.begin(), whole.end(), [&](auto top) { return is_at_or_below(path, top); });
}

}  // namespace herdc::docker
