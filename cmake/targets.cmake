# How this project declares a library and a test, so that each folder says only what is its own.

add_library(cytogate_options INTERFACE)
target_compile_options(cytogate_options INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual
  $<$<BOOL:${CYTOGATE_WARNINGS_AS_ERRORS}>:-Werror>
  # The same inputs give the same bits on every processor: no fused multiply-add behind our back.
  -ffp-contract=off)
if(CYTOGATE_SANITIZE)
  target_compile_options(cytogate_options INTERFACE -fsanitize=${CYTOGATE_SANITIZE} -fno-sanitize-recover=all
    -fno-omit-frame-pointer)
  target_link_options(cytogate_options INTERFACE -fsanitize=${CYTOGATE_SANITIZE})
endif()
if(CYTOGATE_FUZZ)
  target_compile_options(cytogate_options INTERFACE -fsanitize=fuzzer-no-link)
endif()

# cytogate_library(NAME SOURCES a.cpp [PUBLIC targets] [PRIVATE targets]): alias cyto::NAME
function(cytogate_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;PUBLIC;PRIVATE" ${ARGN})
  add_library(${name} STATIC ${ARG_SOURCES})
  add_library(cyto::${name} ALIAS ${name})
  target_include_directories(${name} PUBLIC ${PROJECT_SOURCE_DIR})
  target_link_libraries(${name} PUBLIC ${ARG_PUBLIC} PRIVATE cytogate_options ${ARG_PRIVATE})
endfunction()

# cytogate_test(NAME SOURCES a_test.cpp [LIBRARIES targets] [LABELS unit|truth|gui|fuzz|docs])
# builds NAME_test from GoogleTest files and registers each test with CTest.
function(cytogate_test name)
  cytogate_test_program(${name} ${ARGN} MAIN GTest::gtest_main)
endfunction()

# Likewise for tests that need Qt: they run without a display.
function(cytogate_qt_test name)
  cytogate_test_program(${name} ${ARGN} MAIN Qt6::Widgets Qt6::Test)
  target_sources(${name}_test PRIVATE ${PROJECT_SOURCE_DIR}/tests/support/qt_main.cpp)
endfunction()

function(cytogate_test_program name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LIBRARIES;LABELS;MAIN" ${ARGN})
  add_executable(${name}_test ${ARG_SOURCES})
  target_include_directories(${name}_test PRIVATE ${PROJECT_SOURCE_DIR})
  target_link_libraries(${name}_test PRIVATE cytogate_options ${ARG_LIBRARIES} GTest::gtest GTest::gmock ${ARG_MAIN})
  target_compile_definitions(${name}_test PRIVATE
    CYTOGATE_SHARED_DIR="${CYTOGATE_SHARED_DIR}" CYTOGATE_SAMPLE_DATA="${PROJECT_SOURCE_DIR}/sample_data")
  target_precompile_headers(${name}_test PRIVATE <gtest/gtest.h> <gmock/gmock.h> <string> <vector>)
  add_dependencies(tests ${name}_test)
  gtest_discover_tests(${name}_test DISCOVERY_TIMEOUT 60 PROPERTIES LABELS "${ARG_LABELS}")
endfunction()
