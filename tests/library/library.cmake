# SPDX-License-Identifier: GPL-3.0-or-later
if(TARGET sfumato_service)
    sfumato_test(model_library_test LABEL ui LINK sfumato::service SOURCES
        ${CMAKE_CURRENT_LIST_DIR}/library_main.cpp
        ${CMAKE_CURRENT_LIST_DIR}/library_request_test.cpp
        ${CMAKE_CURRENT_LIST_DIR}/model_library_test.cpp
        ${CMAKE_CURRENT_LIST_DIR}/model_notes_test.cpp
        ${CMAKE_CURRENT_LIST_DIR}/model_places_test.cpp)
    set_tests_properties(model_library_test PROPERTIES ENVIRONMENT QT_QPA_PLATFORM=offscreen)
endif()
if(TARGET sfumato_ui)
    find_package(Qt6 REQUIRED COMPONENTS Test)
    sfumato_test(library_window_test LABEL ui LINK sfumato::ui Qt6::Test SOURCES
        ${CMAKE_SOURCE_DIR}/tests/ui/ui_main.cpp
        ${CMAKE_CURRENT_LIST_DIR}/adapters_section_test.cpp
        ${CMAKE_CURRENT_LIST_DIR}/controls_section_test.cpp
        ${CMAKE_CURRENT_LIST_DIR}/second_pass_test.cpp
        ${CMAKE_CURRENT_LIST_DIR}/library_window_test.cpp)
    set_tests_properties(library_window_test PROPERTIES ENVIRONMENT QT_QPA_PLATFORM=offscreen)
endif()
