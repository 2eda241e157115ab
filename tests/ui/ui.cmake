# SPDX-License-Identifier: GPL-3.0-or-later
if(NOT SFUMATO_QT)
    return()
endif()
find_package(Qt6 REQUIRED COMPONENTS Test)
sfumato_test(prompt_editor_test LABEL ui SOURCES ${CMAKE_CURRENT_LIST_DIR}/prompt_editor_test.cpp LINK sfumato::ui)
sfumato_test(studio_test LABEL ui
    SOURCES ${CMAKE_CURRENT_LIST_DIR}/ui_main.cpp ${CMAKE_CURRENT_LIST_DIR}/window_test.cpp ${CMAKE_CURRENT_LIST_DIR}/accessibility_test.cpp
        ${CMAKE_CURRENT_LIST_DIR}/project_windows_test.cpp
        ${CMAKE_CURRENT_LIST_DIR}/prompt_edit_test.cpp
        ${CMAKE_CURRENT_LIST_DIR}/desktop_test.cpp ${CMAKE_CURRENT_LIST_DIR}/odd_files_test.cpp ${CMAKE_CURRENT_LIST_DIR}/restyle_test.cpp
        ${CMAKE_CURRENT_LIST_DIR}/large_canvas_test.cpp ${CMAKE_CURRENT_LIST_DIR}/styles_dialog_test.cpp ${CMAKE_CURRENT_LIST_DIR}/upscale_test.cpp
    LINK sfumato::ui Qt6::Test)
target_compile_definitions(studio_test PRIVATE SFUMATO_ODD_PICTURES="${CMAKE_CURRENT_LIST_DIR}/make_odd_pictures.py")
set_tests_properties(studio_test PROPERTIES ENVIRONMENT "QT_QPA_PLATFORM=offscreen")

find_package(Python3 REQUIRED COMPONENTS Interpreter)
find_program(LUPDATE lupdate PATHS /usr/lib/qt6/bin /usr/lib/x86_64-linux-gnu/qt6/bin REQUIRED NO_DEFAULT_PATH)
add_test(NAME ui_translations COMMAND Python3::Interpreter ${CMAKE_CURRENT_LIST_DIR}/translations_test.py)
set_tests_properties(ui_translations PROPERTIES LABELS ui ENVIRONMENT "LUPDATE=${LUPDATE}")

# These run the program itself, as it is started.
add_test(NAME ui_engine_symbols COMMAND Python3::Interpreter ${CMAKE_CURRENT_LIST_DIR}/engine_symbols_test.py)
add_test(NAME ui_end_to_end COMMAND Python3::Interpreter ${CMAKE_CURRENT_LIST_DIR}/end_to_end.py)
set_tests_properties(ui_engine_symbols ui_end_to_end PROPERTIES LABELS ui TIMEOUT 300
    ENVIRONMENT "SFUMATO=$<TARGET_FILE:sfumato>;SFUMATO_TEST_DATA=${PROJECT_SOURCE_DIR}/tests/data;QT_QPA_PLATFORM=offscreen")

# Not a test: `./sfumato.sh screenshots` runs it.
add_executable(sfumato-screenshots ${CMAKE_CURRENT_LIST_DIR}/screenshots.cpp)
target_link_libraries(sfumato-screenshots PRIVATE sfumato::ui sfumato::scenes Qt6::Test)
sfumato_keep_registrations(sfumato-screenshots)
