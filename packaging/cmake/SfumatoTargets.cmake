# SPDX-License-Identifier: GPL-3.0-or-later
# How this project's own libraries and tests are declared: one line each in CMakeLists.txt.

add_library(sfumato_options INTERFACE)
target_compile_options(sfumato_options INTERFACE -Wall -Wextra -Wconversion -Wshadow -Wno-sign-conversion)
target_include_directories(sfumato_options INTERFACE "${CMAKE_SOURCE_DIR}")
target_compile_definitions(sfumato_options INTERFACE SFUMATO_VERSION="${PROJECT_VERSION}")

# sfumato_library(name GLOBS folders... LINK targets...): a static library of the sources in these folders.
# A folder that has no source yet makes an interface library, so that layers can be added one by one.
function(sfumato_library name)
    cmake_parse_arguments(arg "" "" "GLOBS;LINK" ${ARGN})
    set(patterns)
    foreach(folder IN LISTS arg_GLOBS)
        list(APPEND patterns "${folder}/*.cpp")
    endforeach()
    file(GLOB sources CONFIGURE_DEPENDS ${patterns})
    if(sources)
        add_library(sfumato_${name} STATIC ${sources})
        target_link_libraries(sfumato_${name} PUBLIC sfumato_options ${arg_LINK})
    else()
        add_library(sfumato_${name} INTERFACE)
        target_link_libraries(sfumato_${name} INTERFACE sfumato_options ${arg_LINK})
    endif()
    add_library(sfumato::${name} ALIAS sfumato_${name})
endfunction()

# The same for sources that include ATen: all share one precompiled header, made by sfumato_torch.
function(sfumato_torch_library name)
    sfumato_library(${name} ${ARGN})
    get_target_property(type sfumato_${name} TYPE)
    if(NOT type STREQUAL "STATIC_LIBRARY")
        target_link_libraries(sfumato_${name} INTERFACE LibTorch::LibTorch)
        return()
    endif()
    target_link_libraries(sfumato_${name} PUBLIC LibTorch::LibTorch)
    if(name STREQUAL "torch")
        target_precompile_headers(sfumato_torch PRIVATE "${CMAKE_SOURCE_DIR}/core/torch/precompiled.h")
    else()
        target_precompile_headers(sfumato_${name} REUSE_FROM sfumato_torch)
    endif()
endfunction()

# Samplers, schedules and families register themselves; nothing refers to their files, so that a linker would
# leave them out of a static library unless told to keep the whole of it.
function(sfumato_keep_registrations target)
    set(whole)
    foreach(library IN ITEMS sfumato_sampling sfumato_pipeline sfumato_scenes)
        get_target_property(type ${library} TYPE)
        if(type STREQUAL "STATIC_LIBRARY")
            list(APPEND whole ${library})
        endif()
    endforeach()
    if(whole)
        list(JOIN whole "," whole)
        set_target_properties(${target} PROPERTIES LINK_LIBRARY_OVERRIDE "WHOLE_ARCHIVE,${whole}")
    endif()
endfunction()

# sfumato_test(name LABEL tier SOURCES files... LINK targets... [TORCH]): a GoogleTest program, registered whole.
function(sfumato_test name)
    cmake_parse_arguments(arg "TORCH" "LABEL" "SOURCES;LINK" ${ARGN})
    add_executable(${name} ${arg_SOURCES})
    target_link_libraries(${name} PRIVATE sfumato_options ${arg_LINK} GTest::gtest_main)
    target_compile_definitions(${name} PRIVATE SFUMATO_TEST_DATA="${CMAKE_SOURCE_DIR}/tests/data"
        SFUMATO_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
    sfumato_keep_registrations(${name})
    if(arg_TORCH)
        # Libraries are compiled with -fPIC, programs with -fPIE; the header they share must agree.
        set_target_properties(${name} PROPERTIES POSITION_INDEPENDENT_CODE OFF)
        target_compile_options(${name} PRIVATE -fPIC)
        target_precompile_headers(${name} REUSE_FROM sfumato_torch)
        set_target_properties(${name} PROPERTIES BUILD_RPATH "${LIBTORCH_RPATH}")
    endif()
    add_test(NAME ${name} COMMAND ${name})
    set_tests_properties(${name} PROPERTIES LABELS "${arg_LABEL}" TIMEOUT 600)
endfunction()
