#pragma once

#include <string>
#include <vector>

#include "compiler/backend/marathon/draft.h"

namespace herdc::marathon {

/// A variable of Marathon's that a text of the app reads.
struct PortReading {
  std::string variable;  ///< "PORT0"
  std::string field;     ///< "cmd"
  Span span;
  bool has_default = false;  ///< "${PORT0:-80}"
};

/// `$PORT`, `$PORT0`, `$PORT_HTTP` and so on in the command, the arguments and the environment.
std::vector<PortReading> port_readings(const Draft& draft);

/// The variable through which the process learns port `number`, when there is a sign that it does: a text of
/// the app, or the image's `reads`. "" when there is none.
std::string variable_of_port(const Draft& draft, std::size_t number);

/// Variables of ports that Marathon does not give, because the app has not asked for such a port.
void check_port_readings(const Draft& draft);

}  // namespace herdc::marathon
