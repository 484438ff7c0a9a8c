# herdc_embed(TARGET NAME BASE FILE…): compiles the files into TARGET as
#
#   namespace herdc::embedded { extern const std::span<const File> NAME; }
#
# declared by the header <herdc/embedded.h> that this makes: each file's path relative to BASE, its bytes and
# whether it may be executed. Sorted by path; a changed file is embedded anew by the next build.
set(HERDC_EMBED_SCRIPT ${CMAKE_CURRENT_LIST_DIR}/embed_files.cmake)

function(herdc_embed target name base)
  list(SORT ARGN)
  set(directory ${CMAKE_BINARY_DIR}/embedded)
  set(source ${directory}/${name}.cpp)
  file(CONFIGURE OUTPUT ${directory}/include/herdc/embedded_${name}.h @ONLY CONTENT [[
#pragma once
#include <span>
#include <string_view>
namespace herdc::embedded {
#ifndef HERDC_EMBEDDED_FILE
#define HERDC_EMBEDDED_FILE
struct File {
  std::string_view path;
  std::string_view bytes;
  bool executable;
};
#endif
extern const std::span<const File> @name@;
}  // namespace herdc::embedded
]])
  add_custom_command(
    OUTPUT ${source}
    COMMAND ${CMAKE_COMMAND} -DNAME=${name} -DBASE=${base} "-DFILES=${ARGN}" -DOUTPUT=${source} -P ${HERDC_EMBED_SCRIPT}
    DEPENDS ${ARGN} ${HERDC_EMBED_SCRIPT}
    VERBATIM)
  target_sources(${target} PRIVATE ${source})
  target_include_directories(${target} PRIVATE ${directory}/include)
endfunction()
