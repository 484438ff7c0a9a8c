#pragma once

#include <string>
#include <vector>

#include "compiler/artifact/lines.h"

namespace herdc::marathon {

/// A service that provides Marathon, and where it answers.
struct Marathon {
  std::string name;
  std::vector<std::string> addresses;  ///< "http://10.0.0.100:8080"
  Span span;
};

/// marathon/launch.sh.
struct Launch {
  struct App {
    std::string name;      ///< of its file
    std::string id;        ///< in Marathon
    std::string marathon;  ///< "-" when nothing here provides one
    Span span;
  };
  std::string cluster;
  Span place;
  std::vector<Marathon> marathons;
  std::vector<App> apps;  ///< in the order in which they are launched
};
artifact::Lines launch_script(const Launch& launch);

}  // namespace herdc::marathon
