# A layer is one folder of compiler/: a static library that may include the layers named after INCLUDES
# (docs/architecture.md, "Who may include whom"). A library named after FENCE is visible to this folder only.
add_library(herdc_options INTERFACE)
target_compile_options(herdc_options INTERFACE -Wall -Wextra -Wpedantic -Werror)
if(HERDC_SANITIZE)
  target_compile_options(herdc_options INTERFACE -fsanitize=address,undefined -fno-sanitize-recover=all
                                                 -fno-omit-frame-pointer)
  target_link_options(herdc_options INTERFACE -fsanitize=address,undefined)
endif()

function(herdc_layer name)
  cmake_parse_arguments(LAYER "" "" "INCLUDES;FENCE" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${name}/*.cpp)
  add_library(herdc_${name} STATIC ${sources})
  target_include_directories(herdc_${name} PUBLIC ${CMAKE_SOURCE_DIR})
  list(TRANSFORM LAYER_INCLUDES PREPEND herdc_)
  target_link_libraries(herdc_${name} PUBLIC ${LAYER_INCLUDES} fmt::fmt PRIVATE herdc_options ${LAYER_FENCE})
  target_precompile_headers(herdc_${name} PRIVATE <algorithm> <cstdint> <map> <memory> <optional> <span>
    <string> <string_view> <utility> <variant> <vector> <fmt/format.h>)
endfunction()

# One Catch2 executable per layer, so that an edit rebuilds only what it touches. Catch2's own main is compiled once.
function(herdc_unit_test name)
  cmake_parse_arguments(UNIT "" "" "SOURCES;LINK" ${ARGN})
  add_executable(unit_${name} ${UNIT_SOURCES})
  target_link_libraries(unit_${name} PRIVATE ${UNIT_LINK} catch_main herdc_options)
  add_test(NAME unit/${name} COMMAND unit_${name})
endfunction()
