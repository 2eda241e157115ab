# SPDX-License-Identifier: GPL-3.0-or-later
if(NOT SFUMATO_QT)
    return()
endif()
find_package(Qt6 REQUIRED COMPONENTS Test)
sfumato_test(prompt_editor_test LABEL ui SOURCES ${CMAKE_CURRENT_LIST_DIR}/prompt_editor_test.cpp LINK sfumato::ui)
sfumato_test(studio_test LABEL ui
    SOURCES ${CMAKE_CURRENT_LIST_DIR}/ui_main.cpp ${CMAKE_CURRENT_LIST_DIR}/window_test.cpp ${CMAKE_CURRENT_LIST_DIR}/accessibility_test.cpp
    LINK sfumato::ui Qt6::Test)
set_tests_properties(studio_test PROPERTIES ENVIRONMENT "QT_QPA_PLATFORM=offscreen")

find_package(Python3 REQUIRED COMPONENTS Interpreter)
find_program(LUPDATE lupdate PATHS /usr/lib/qt6/bin /usr/lib/x86_64-linux-gnu/qt6/bin REQUIRED NO_DEFAULT_PATH)
add_test(NAME ui_translations COMMAND Python3::Interpreter ${CMAKE_CURRENT_LIST_DIR}/translations_test.py)
set_tests_properties(ui_translations PROPERTIES LABELS ui ENVIRONMENT "LUPDATE=${LUPDATE}")

# On real programs, as they are started.
foreach(name engine_symbols)
    add_test(NAME ui_${name} COMMAND Python3::Interpreter ${CMAKE_CURRENT_LIST_DIR}/${name}_test.py)
    set_tests_properties(ui_${name} PROPERTIES LABELS ui ENVIRONMENT "SFUMATO=$<TARGET_FILE:sfumato>;QT_QPA_PLATFORM=offscreen")
endforeach()

# Not a test: `./sfumato.sh screenshots` runs it.
add_executable(sfumato-screenshots ${CMAKE_CURRENT_LIST_DIR}/screenshots.cpp)
target_link_libraries(sfumato-screenshots PRIVATE sfumato::ui sfumato::scenes Qt6::Test)
sfumato_keep_registrations(sfumato-screenshots)
