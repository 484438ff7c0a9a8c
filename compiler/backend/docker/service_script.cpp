#include <fmt/format.h>

#include "compiler/backend/docker/script_head.h"
#include "compiler/backend/docker/scripts.h"
#include "compiler/base/text.h"

namespace herdc::docker {
namespace {

std::string literal(std::string_view text) {
  return ShellWord::literal(text).text();
}

void add_names(artifact::Lines& lines, const Container& container) {
  std::vector<std::string> hosts;
  for (const auto& row : container.rows) hosts.push_back(literal(row.host));
  lines.add("cluster=" + literal(container.cluster), container.cluster_place);
  lines.add("service=" + literal(container.service), container.place);
  lines.add("image=" + literal(container.image), container.image_place);
  lines.add("hosts=(" + join(hosts, " ") + ")", container.hosts_place);
  if (!container.ready_port.empty()) lines.add("ready_port=" + container.ready_port, container.place);
}

std::string literals(const std::vector<std::string>& texts) {
  std::vector<std::string> words;
  for (const auto& text : texts) words.push_back(literal(text));
  return "(" + join(words, " ") + ")";
}

void add_configuration(artifact::Lines& lines, const ReloadedFiles& configuration) {
  lines.add("").add("# Configuration: a change of it reloads, and never replaces the container.");
  lines.add("config_files=" + literals(configuration.files), configuration.span);
  lines.add("config_directory=" + literal(configuration.directory));
  lines.add("config_validate=" + literals(configuration.validate));
  lines.add("config_reload=" + literal(configuration.signal));
}

void add_secrets(artifact::Lines& lines, const std::vector<SecretFile>& secrets) {
  std::vector<std::string> names;
  for (const auto& secret : secrets) names.push_back(secret.name);
  lines.add("").add("# Files of this host that the container reads as /run/secrets/NAME.");
  lines.add("secret_names=" + literals(names));
  lines.add("secret_files=(");
  for (const auto& secret : secrets) lines.add("  " + secret.path.text(), secret.origins);
  lines.add(")");
}

void add_table(artifact::Lines& lines, const Container& container) {
  lines.add("").add("# What differs from host to host.");
  TableWriter table(lines);
  for (const auto& row : container.rows) table.row(row);
  table.end();
}

void add_directories(artifact::Lines& lines, const Container& container) {
  lines.add("").add("# Made when missing; one that exists stays as it is.").add("directories() {");
  for (const auto& d : container.directories)
    lines.add(fmt::format("  directory {} {} {}", d.path.text(), d.owner, d.mode), d.origins);
  if (container.directories.empty()) lines.add("  return 0");
  lines.add("}");
}

void add_words(artifact::Lines& lines, std::string_view name, const std::vector<Word>& words) {
  lines.add(fmt::format("  {}=(", name));
  for (const auto& word : words) lines.add("    " + word.text.text(), word.origins);
  lines.add("  )");
}

}  // namespace

artifact::Lines service_script(const Container& container) {
  artifact::Lines lines(container.place);
  add_head(lines, {fmt::format("Service {} of cluster {}: the same script on each of its hosts. See --help.",
                               container.service, container.cluster)});
  add_library(lines);
  lines.add("");
  add_names(lines, container);
  if (container.configuration) add_configuration(lines, *container.configuration);
  if (!container.secrets.empty()) add_secrets(lines, container.secrets);
  add_table(lines, container);
  add_directories(lines, container);
  lines.add("").add("# What docker is told when it creates the container.").add("definition() {");
  add_words(lines, "flags", container.flags);
  if (!container.args.empty()) add_words(lines, "args", container.args);
  lines.add("}").add("").add("service_main \"$@\"");
  return lines;
}

}  // namespace herdc::docker
