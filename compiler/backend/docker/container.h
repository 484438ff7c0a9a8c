#pragma once

#include <optional>
#include <string>
#include <vector>

#include "compiler/backend/docker/shell_words.h"
#include "compiler/source/span.h"

namespace herdc::docker {

/// A word that docker gets on every host of a service.
struct Word {
  ShellWord text;
  std::vector<Span> origins;
};

/// One row of the script's table: what is different on this host.
struct Row {
  std::string host;
  std::string address;
  std::vector<std::pair<std::string, std::string>> columns;  ///< variable and value
  std::vector<Span> origins;
};

/// A directory of the host that must be there.
struct Directory {
  ShellWord path;
  std::string owner;  ///< "uid:gid"
  std::string mode;   ///< "0750"
  std::vector<Span> origins;
};

/// Configuration that the script copies from the tree and the process reads again on a signal.
struct ReloadedFiles {
  std::vector<std::string> files;     ///< of the tree
  std::string directory;              ///< in the container
  std::vector<std::string> validate;  ///< program and arguments
  std::string signal;
  Span span;
};

/// A file of the host that the container reads as /run/secrets/NAME.
struct SecretFile {
  std::string name;
  ShellWord path;
  std::vector<Span> origins;
};

/// The containers of one service: everything that its script says, decided.
struct Container {
  std::string cluster;
  std::string service;
  std::string image;
  Span cluster_place;
  Span place;        ///< the service
  Span image_place;  ///< what names the image
  Span hosts_place;  ///< what says where it runs
  std::vector<Row> rows;
  std::string ready_port;  ///< "" when nothing is published
  std::vector<Directory> directories;
  std::optional<ReloadedFiles> configuration;
  std::vector<SecretFile> secrets;
  std::vector<Word> flags;
  std::vector<Word> args;
};

}  // namespace herdc::docker
