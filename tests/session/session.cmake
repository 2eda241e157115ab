# SPDX-License-Identifier: GPL-3.0-or-later
if(TARGET sfumato_service)
    sfumato_test(session_test LABEL ui LINK sfumato::service SOURCES
        ${CMAKE_CURRENT_LIST_DIR}/session_main.cpp
        ${CMAKE_CURRENT_LIST_DIR}/crash_child.cpp
        ${CMAKE_CURRENT_LIST_DIR}/crash_test.cpp
        ${CMAKE_CURRENT_LIST_DIR}/database_test.cpp
        ${CMAKE_CURRENT_LIST_DIR}/engine_thread_test.cpp
        ${CMAKE_CURRENT_LIST_DIR}/filled_job_test.cpp
        ${CMAKE_CURRENT_LIST_DIR}/history_store_test.cpp
        ${CMAKE_CURRENT_LIST_DIR}/job_queue_test.cpp
        ${CMAKE_CURRENT_LIST_DIR}/job_request_test.cpp
        ${CMAKE_CURRENT_LIST_DIR}/queue_model_test.cpp
        ${CMAKE_CURRENT_LIST_DIR}/source_pictures_test.cpp
        ${CMAKE_CURRENT_LIST_DIR}/time_estimate_test.cpp)
    set_tests_properties(session_test PROPERTIES ENVIRONMENT QT_QPA_PLATFORM=offscreen)
    # What is copied as a command line is read back by the command line's own reader.
    sfumato_test(recipe_test LABEL unit LINK sfumato::service sfumato::text CLI11::CLI11 SOURCES
        ${CMAKE_CURRENT_LIST_DIR}/command_line_test.cpp
        ${CMAKE_CURRENT_LIST_DIR}/recipe_test.cpp
        ${CMAKE_CURRENT_LIST_DIR}/settings_files_test.cpp
        ${CMAKE_SOURCE_DIR}/app/cli/options.cpp
        ${CMAKE_SOURCE_DIR}/app/cli/request_files.cpp
        ${CMAKE_SOURCE_DIR}/app/cli/request_enlarging.cpp
        ${CMAKE_SOURCE_DIR}/app/cli/request_options.cpp
        ${CMAKE_SOURCE_DIR}/app/cli/request_parts.cpp)
endif()
if(TARGET sfumato_ui)
    find_package(Qt6 REQUIRED COMPONENTS Test)
    sfumato_test(docks_test LABEL ui LINK sfumato::ui Qt6::Test SOURCES
        ${CMAKE_CURRENT_LIST_DIR}/docks_main.cpp
        ${CMAKE_CURRENT_LIST_DIR}/docks_test.cpp)
    set_tests_properties(docks_test PROPERTIES ENVIRONMENT QT_QPA_PLATFORM=offscreen)
endif()
