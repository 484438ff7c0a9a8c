#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "compiler/backend/marathon/rules.h"
#include "compiler/base/text.h"
#include "compiler/model/host_paths.h"

namespace herdc::marathon {
namespace {

diagnostics::Diagnostic& refuse(const Draft& draft, Span span, std::string_view why) {
  return draft.sink().report(catalog::marathon_rule, span, why);
}

/// Options of `docker run` that leave a container within its bounds. Mesos hands parameters on as they are,
/// so any other may lead into the slave.
constexpr std::array<std::string_view, 42> harmless = {"add-host",
                                                       "blkio-weight",
                                                       "cap-drop",
                                                       "cpu-period",
                                                       "cpu-quota",
                                                       "cpu-shares",
                                                       "cpuset-cpus",
                                                       "cpuset-mems",
                                                       "dns",
                                                       "dns-option",
                                                       "dns-search",
                                                       "domainname",
                                                       "entrypoint",
                                                       "env",
                                                       "expose",
                                                       "health-cmd",
                                                       "health-interval",
                                                       "health-retries",
                                                       "health-timeout",
                                                       "health-start-period",
                                                       "hostname",
                                                       "init",
                                                       "ip",
                                                       "kernel-memory",
                                                       "label",
                                                       "log-driver",
                                                       "log-opt",
                                                       "mac-address",
                                                       "memory-reservation",
                                                       "memory-swap",
                                                       "memory-swappiness",
                                                       "no-healthcheck",
                                                       "pids-limit",
                                                       "read-only",
                                                       "rm",
                                                       "shm-size",
                                                       "stop-signal",
                                                       "stop-timeout",
                                                       "tmpfs",
                                                       "ulimit",
                                                       "user",
                                                       "workdir"};

/// The agent writes `--KEY=VALUE`: with a `=` in the key it would be another option's value, and docker has
/// no such option of one letter.
bool is_option_name(std::string_view key) {
  return key.size() > 1 &&
         key.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string_view::npos &&
         key.front() != '-';
}

std::string_view hint_for(std::string_view key) {
  return key == "volume" || key == "mount" ? "a directory of the slave is mounted by `mounts`" : "";
}

void check_parameter(const Draft& draft, const Json& key) {
  const auto& name = *key.string();
  if (!is_option_name(name))
    refuse(draft, key.span,
           fmt::format("`{}` is not the name of an option of `docker run`", printable(name)));
  else if (std::find(harmless.begin(), harmless.end(), name) == harmless.end())
    draft.sink()
        .report(catalog::reaches_into_slave, key.span, fmt::format("the parameter `{}` of docker", name))
        .with_hint(std::string(hint_for(name)));
}

void check_parameters(const Draft& draft) {
  for (const auto& parameter : draft.document.list_at("container.docker.parameters"))
    if (const auto* key = parameter.find("key"); key != nullptr && key->string() != nullptr)
      check_parameter(draft, *key);
  const auto* privileged = draft.document.find("container.docker.privileged");
  if (privileged != nullptr && std::get<bool>(privileged->data))
    draft.sink().report(catalog::reaches_into_slave, privileged->span, "a privileged container");
}

/// Mesos' own containers know nothing of docker's options.
void check_own_containerizer(const Draft& draft) {
  const auto& document = draft.document;
  const bool own = document.text_at("container.type") == "MESOS";
  for (const auto* name : {"network", "parameters", "portMappings"})
    if (const auto* found = document.find(std::string("container.docker.") + name); own && found != nullptr)
      refuse(draft, found->span, fmt::format("a container of type MESOS takes no docker.{}", name));
  if (const auto* gpus = document.find("gpus"); gpus != nullptr && !own && integer_of(*gpus) > 0)
    refuse(draft, gpus->span, "`gpus` takes a container of type MESOS");
  for (const auto* name : {"credential", "pullConfig"})
    if (const auto* found = document.find(std::string("container.docker.") + name); !own && found != nullptr)
      refuse(draft, found->span,
             "credentials of a registry take a container of type MESOS; others use `fetch`");
}

/// Nothing of the machine's own network is mapped.
void check_mappings(const Draft& draft) {
  const auto& networks = draft.document.list_at("networks");
  const bool host = std::any_of(networks.begin(), networks.end(),
                                [](const Json& network) { return network.text_at("mode") == "host"; });
  const auto* mappings = draft.document.find("container.portMappings");
  if (host && mappings != nullptr && !mappings->items()->empty())
    refuse(draft, mappings->span,
           "`port_mappings` are for containers with a network of their own; in the machine's, write the "
           "app's `ports`");
}

bool is_one_component(const std::string& path) {
  return path.find('/') == std::string::npos && path != "." && path != "..";
}

bool is_on_disk_of_its_own(const Json& volume) {
  const auto* type = volume.find("persistent.type");
  return type != nullptr && type->string() != nullptr && *type->string() != "root";
}

void check_persistent(const Draft& draft, const Json& volume) {
  if (!is_one_component(volume.text_at("containerPath")))
    refuse(draft, volume.span, "`container_path` of a persistent volume is one name, without `/`");
  else if (volume.text_at("mode") != "RW")
    refuse(draft, volume.span, "a persistent volume has the mode \"RW\"");
  else if (integer_of(*volume.find("persistent.size")) <= 0)
    refuse(draft, volume.span, "a persistent volume has a size");
  else if (volume.find("persistent.maxSize") != nullptr && volume.text_at("persistent.type") != "mount")
    refuse(draft, volume.span, "`max_size` is for persistent volumes of type \"mount\"");
  else if (volume.find("persistent.maxSize") != nullptr &&
           integer_of(*volume.find("persistent.maxSize")) <= integer_of(*volume.find("persistent.size")))
    refuse(draft, volume.find("persistent.maxSize")->span, "`max_size` is larger than `size`");
  else if (const auto* constraints = volume.find("persistent.constraints");
           constraints != nullptr && !is_on_disk_of_its_own(volume))
    refuse(draft, constraints->span,
           "`constraints` are for disks of their own, of type \"path\" or \"mount\"");
}

}  // namespace

void check_container(const Draft& draft) {
  check_parameters(draft);
  check_own_containerizer(draft);
  const auto& networks = draft.document.list_at("networks");
  if (networks.size() > 1 && draft.document.text_at("container.type") == "DOCKER")
    refuse(draft, networks[1].span, "a container of docker's has one network");
  check_mappings(draft);
}

/// What a `volume` of herdc's own may not be, a volume of Marathon's own may not be either.
void check_host_path(const Draft& draft, const Json& volume) {
  const auto* path = volume.find("hostPath");
  if (path == nullptr || path->string() == nullptr || !model::is_system_path(*path->string())) return;
  draft.sink()
      .report(catalog::reaches_into_slave, path->span, fmt::format("`{}`", printable(*path->string())))
      .with_hint("data of apps lies in directories of their own, such as /srv or a disk's mount point");
}

void check_volumes(const Draft& draft) {
  std::map<std::string, Span> places;
  for (const auto& volume : draft.document.list_at("container.volumes")) {
    if (volume.find("persistent") != nullptr) check_persistent(draft, volume);
    check_host_path(draft, volume);
    const auto& path = volume.text_at("containerPath");
    if (const auto [first, fresh] = places.emplace(path, volume.span); !fresh)
      draft.sink()
          .report(catalog::said_twice, volume.span, "container.volumes")
          .with_note(first->second, fmt::format("`{}` is mounted here", printable(path)));
  }
}

void check_secrets(const Draft& draft) {
  std::vector<const Json*> references;
  if (const auto* env = draft.document.find("env"))
    for (const auto& [name, value] : *env->members())
      if (const auto* secret = value.find("secret")) references.push_back(secret);
  for (const auto& volume : draft.document.list_at("container.volumes"))
    if (const auto* secret = volume.find("secret")) references.push_back(secret);
  if (const auto* secret = draft.document.find("container.docker.pullConfig.secret"))
    references.push_back(secret);
  const auto* declared = draft.document.find("secrets");
  for (const auto* secret : references)
    if (declared == nullptr || !declared->members()->contains(*secret->string()))
      refuse(draft, secret->span,
             fmt::format("there is no secret `{}` in `secrets`", printable(*secret->string())))
          .with_hint(fmt::format(
              "`marathon {{ secrets = {{ {} = {{ source = \"…\" }} }} }}` says where Marathon finds it",
              printable(*secret->string())));
}

}  // namespace herdc::marathon
