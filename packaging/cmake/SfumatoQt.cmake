# SPDX-License-Identifier: GPL-3.0-or-later
# The programs and what they share: all that needs Qt. LibTorch is not linked here; the engine is opened at run time.
find_package(Qt6 REQUIRED COMPONENTS Core Gui Sql Svg Widgets)
find_package(QCustomPlotQt6 REQUIRED)
find_package(exiv2 REQUIRED CONFIG)
find_package(ZLIB REQUIRED)
find_package(CLI11 REQUIRED)
# Debian's CMake package of libzip demands its command-line tools; pkg-config knows the library alone.
find_package(PkgConfig REQUIRED)
pkg_check_modules(LIBZIP REQUIRED IMPORTED_TARGET libzip)

sfumato_library(service GLOBS app/service LINK sfumato::base sfumato::modelio sfumato::text Qt6::Core Qt6::Gui Qt6::Sql ZLIB::ZLIB)
# The serialiser of requests belongs to the engine, but needs no tensor; both sides of the border read and write with it.
target_sources(sfumato_service PRIVATE "${CMAKE_SOURCE_DIR}/core/engine/request_json.cpp")
set_target_properties(sfumato_service PROPERTIES AUTOMOC ON)
target_link_libraries(sfumato_service PRIVATE exiv2lib)
target_compile_definitions(sfumato_service PUBLIC QT_NO_KEYWORDS
    PRIVATE SFUMATO_RESOURCES_DIR="${CMAKE_SOURCE_DIR}/resources" SFUMATO_CLIP_DIR="${CMAKE_SOURCE_DIR}/build/clip")

sfumato_library(document GLOBS app/document LINK sfumato::service sfumato::image Qt6::Core Qt6::Gui)
set_target_properties(sfumato_document PROPERTIES AUTOMOC ON)
# Pure geometry of the pipeline, which the studio shows before it runs.
target_sources(sfumato_document PRIVATE "${CMAKE_SOURCE_DIR}/core/pipeline/inpaint_region.cpp")
target_link_libraries(sfumato_document PRIVATE PkgConfig::LIBZIP ZLIB::ZLIB)

# bench/studio/<name>.cpp: what the studio does all the time, measured without a window: ninja bench_<name>.
file(GLOB studio_benchmarks CONFIGURE_DEPENDS bench/studio/*.cpp)
foreach(source IN LISTS studio_benchmarks)
    get_filename_component(name ${source} NAME_WE)
    add_executable(bench_${name} EXCLUDE_FROM_ALL ${source})
    target_link_libraries(bench_${name} PRIVATE sfumato::document)
endforeach()

# Commands register themselves, so they are compiled into the program and not taken from a library.
file(GLOB cli_sources CONFIGURE_DEPENDS app/cli/*.cpp app/cli/commands/*.cpp)
add_executable(sfumato-cli ${cli_sources})
target_link_libraries(sfumato-cli PRIVATE sfumato::service sfumato::text CLI11::CLI11)
# What it needs lies beside it in the build and the installation alike; nothing else is loaded before a command asks for it.
target_link_options(sfumato-cli PRIVATE LINKER:--as-needed)

sfumato_library(ui GLOBS ui ui/actions ui/candidates ui/canvas ui/canvas/tools ui/charts ui/dialogs ui/history ui/layers ui/library ui/panels
    ui/prompt ui/queue ui/studio ui/theme ui/widgets LINK sfumato::document sfumato::text Qt6::Widgets Qt6::Svg)
set_target_properties(sfumato_ui PROPERTIES AUTOMOC ON)
target_link_libraries(sfumato_ui PRIVATE QCustomPlotQt6)
file(GLOB_RECURSE icons CONFIGURE_DEPENDS resources/icons/*.svg)
qt_add_resources(sfumato_ui studio_icons PREFIX /icons BASE resources/icons FILES ${icons})
# bench/ui/<name>.cpp: real widgets, measured offscreen: ninja bench_<name>.
file(GLOB ui_benchmarks CONFIGURE_DEPENDS bench/ui/*.cpp)
foreach(source IN LISTS ui_benchmarks)
    get_filename_component(name ${source} NAME_WE)
    add_executable(bench_${name} EXCLUDE_FROM_ALL ${source})
    target_link_libraries(bench_${name} PRIVATE sfumato::ui)
endforeach()
add_executable(sfumato app/gui/main.cpp)
target_link_libraries(sfumato PRIVATE sfumato::ui)
target_link_options(sfumato PRIVATE LINKER:--as-needed)
if(TARGET sfumato_engine)
    add_dependencies(sfumato sfumato_engine)
endif()

# Translations: lupdate keeps translations/*.ts in step with the sources (tests/ui/translations_test.py), lrelease compiles them in.
find_program(LRELEASE lrelease PATHS /usr/lib/qt6/bin /usr/lib/x86_64-linux-gnu/qt6/bin REQUIRED NO_DEFAULT_PATH)
file(GLOB translations CONFIGURE_DEPENDS translations/*.ts)
set(compiled_translations)
foreach(translation IN LISTS translations)
    get_filename_component(name "${translation}" NAME_WE)
    set(compiled "${CMAKE_BINARY_DIR}/i18n/${name}.qm")
    add_custom_command(OUTPUT "${compiled}" COMMAND ${LRELEASE} -silent "${translation}" -qm "${compiled}" DEPENDS "${translation}" VERBATIM)
    list(APPEND compiled_translations "${compiled}")
endforeach()
file(MAKE_DIRECTORY "${CMAKE_BINARY_DIR}/i18n")
if(compiled_translations)
    qt_add_resources(sfumato_ui studio_i18n PREFIX /i18n BASE "${CMAKE_BINARY_DIR}/i18n" FILES ${compiled_translations})
endif()
