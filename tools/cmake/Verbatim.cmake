# How every target of this project is built: one language level, warnings as errors, sanitizers by
# preset, and one function per kind of target so that each CMakeLists.txt is a list of what the
# target is made of and what it may use.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)

# Lines for stack traces and profiles; the variables' own descriptions cost a fifth of the build.
set(CMAKE_CXX_FLAGS_RELWITHDEBINFO "-O2 -g1 -DNDEBUG")

# All presets but dev compile several sources as one, which halves a clean build; dev compiles each
# alone, so that none leans on another's #include lines. Targets whose files share names
# in unnamed namespaces say verbatim_files_stand_alone().
set(CMAKE_UNITY_BUILD_BATCH_SIZE 8)
function(verbatim_files_stand_alone NAME)
  set_target_properties(${NAME} PROPERTIES UNITY_BUILD OFF)
endfunction()

find_program(CCACHE ccache)
if(CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  # What ccache asks for before it keeps what was compiled with a precompiled header.
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env
    CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime ${CCACHE})
endif()

# Scripts that build and test need Debian's Python packages (tools/packages.txt), hence its interpreter
# and no other.
set(VERBATIM_PYTHON /usr/bin/python3 CACHE FILEPATH "The interpreter that has Debian's Python packages")

set(VERBATIM_SANITIZE "" CACHE STRING "Sanitizers, as -fsanitize takes them; empty for none")

add_library(verbatim_options INTERFACE)
target_compile_options(verbatim_options INTERFACE
  -Wall -Wextra -Wpedantic -Werror -Wshadow -Wnon-virtual-dtor -Wold-style-cast -Woverloaded-virtual)
target_include_directories(verbatim_options INTERFACE ${CMAKE_SOURCE_DIR}/libs)
if(VERBATIM_SANITIZE)
  target_compile_options(verbatim_options INTERFACE
    -fsanitize=${VERBATIM_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer -O1)
  # g++ 12 sees uninitialised members in the standard library's variant and function once a
  # sanitizer has instrumented them. The other presets keep the warning.
  target_compile_options(verbatim_options INTERFACE -Wno-maybe-uninitialized)
  target_link_options(verbatim_options INTERFACE -fsanitize=${VERBATIM_SANITIZE})
  if(VERBATIM_SANITIZE MATCHES "thread")
    # ThreadSanitizer does not understand stand-alone fences; Asio has a switch to do without.
    target_compile_definitions(verbatim_options INTERFACE BOOST_ASIO_DISABLE_FENCED_BLOCK)
    target_compile_options(verbatim_options INTERFACE -Wno-tsan)
  endif()
endif()

# verbatim_asio(): the bodies of Asio's and Beast's functions that are no templates, compiled once, as
# target asio_compiled. Whoever includes their headers takes it: were some files of a program compiled
# with its definitions and others without, the same functions would be there in two forms.
function(verbatim_asio)
  set(FOLDER ${CMAKE_CURRENT_BINARY_DIR}/asio)
  file(CONFIGURE OUTPUT ${FOLDER}/asio.cpp
    CONTENT "#include <boost/asio/impl/src.hpp>\n#include <boost/beast/src.hpp>\n")
  file(CONFIGURE OUTPUT ${FOLDER}/asio_ssl.cpp CONTENT "#include <boost/asio/ssl/impl/src.hpp>\n")
  add_library(asio_compiled STATIC ${FOLDER}/asio.cpp ${FOLDER}/asio_ssl.cpp)
  target_compile_definitions(asio_compiled PUBLIC
    BOOST_ASIO_SEPARATE_COMPILATION BOOST_BEAST_SEPARATE_COMPILATION)
  target_link_libraries(asio_compiled
    PUBLIC verbatim_options Boost::headers Threads::Threads PRIVATE OpenSSL::SSL)
  verbatim_files_stand_alone(asio_compiled)
endfunction()

# verbatim_library(NAME SOURCES... [USES other verbatim libraries] [PRIVATE third-party targets]
#                  [PUBLIC third-party targets])
# makes target verbatim_NAME. What a library may use is what stands here; tests/architecture holds
# the same arrows against the #include lines.
function(verbatim_library NAME)
  cmake_parse_arguments(ARG "" "" "SOURCES;USES;PRIVATE;PUBLIC" ${ARGN})
  list(TRANSFORM ARG_USES PREPEND verbatim_)
  add_library(verbatim_${NAME} STATIC ${ARG_SOURCES})
  target_link_libraries(verbatim_${NAME}
    PUBLIC verbatim_options ${ARG_USES} ${ARG_PUBLIC} PRIVATE ${ARG_PRIVATE})
endfunction()

# verbatim_precompiled(NAME HEADERS...) makes one precompiled header that several targets take with
#   target_precompile_headers(TARGET REUSE_FROM NAME)
function(verbatim_precompiled NAME)
  set(EMPTY ${CMAKE_CURRENT_BINARY_DIR}/${NAME}.cpp)
  file(CONFIGURE OUTPUT ${EMPTY} CONTENT "")
  add_library(${NAME} OBJECT ${EMPTY})
  target_link_libraries(${NAME} PRIVATE verbatim_options)
  target_precompile_headers(${NAME} PRIVATE ${ARGN})
endfunction()

# verbatim_test(NAME SOURCES... [USES verbatim libraries] [PRIVATE third-party targets]
#               [TIMEOUT seconds] [LABELS labels])
# makes the GoogleTest program NAME and one ctest entry for it.
function(verbatim_test NAME)
  cmake_parse_arguments(ARG "" "TIMEOUT" "SOURCES;USES;PRIVATE;LABELS" ${ARGN})
  list(TRANSFORM ARG_USES PREPEND verbatim_)
  add_executable(${NAME} ${ARG_SOURCES})
  target_link_libraries(${NAME} PRIVATE verbatim_options ${ARG_USES} ${ARG_PRIVATE}
    GTest::gmock GTest::gtest_main)
  target_precompile_headers(${NAME} REUSE_FROM verbatim_test_headers)
  if(CMAKE_BUILD_TYPE STREQUAL "RelWithDebInfo")
    # What is tested is optimised in full; a test's own lines gain nothing from it.
    target_compile_options(${NAME} PRIVATE -O1)
  endif()
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 300)
  endif()
  add_test(NAME ${NAME} COMMAND ${NAME})
  set_tests_properties(${NAME} PROPERTIES TIMEOUT ${ARG_TIMEOUT} LABELS "unit;${ARG_LABELS}")
endfunction()
