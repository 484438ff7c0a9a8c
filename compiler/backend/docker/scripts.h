#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "compiler/artifact/lines.h"
#include "compiler/backend/docker/container.h"

namespace herdc::docker {

/// The text of compiler/backend/docker/scripts/NAME.sh, which does not depend on any model.
std::string_view script_part(std::string_view name);

/// core/lib.sh.
artifact::Lines library(Span cluster);

/// document → text of core/SERVICE.sh.
artifact::Lines service_script(const Container& container);

/// One line of a script's table of hosts.
struct HostAddress {
  std::string name;
  std::string address;
  Span span;
};

/// core/GROUP-up.sh.
struct GroupUp {
  struct Service {
    std::string name;
    std::vector<std::string> hosts;
    Span span;
  };
  std::string cluster;
  std::string group;
  Span place;
  std::vector<HostAddress> hosts;
  std::vector<Service> services;  ///< in the order in which they start
};
artifact::Lines group_script(const GroupUp& group);

/// machines/GROUP/prepare.sh.
struct Preparation {
  std::string cluster;
  std::string domain;  ///< "" when the cluster has none
  std::string group;
  Span place;
  std::vector<HostAddress> hosts;     ///< the group's
  std::vector<HostAddress> machines;  ///< the whole cluster's, as far as they have addresses
  struct Directory {
    std::string path;
    Span span;
  };
  std::vector<Directory> directories;
};
artifact::Lines prepare_script(const Preparation& preparation);

/// images/build.sh.
struct ImageBuilds {
  struct Image {
    std::string directory;
    std::string reference;
    std::string dockerfile;  ///< "" for an image of others
    Span span;
  };
  std::string cluster;
  std::string registry;  ///< "" when the cluster has none
  Span place;
  std::vector<Image> bases;   ///< `directory` unused
  std::vector<Image> images;  ///< in the order in which they are built
};
artifact::Lines build_script(const ImageBuilds& builds);

}  // namespace herdc::docker
