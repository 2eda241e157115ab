# SPDX-License-Identifier: GPL-3.0-or-later
if(TARGET sfumato_service)
    sfumato_test(session_test LABEL ui LINK sfumato::service SOURCES
        ${CMAKE_CURRENT_LIST_DIR}/session_main.cpp
        ${CMAKE_CURRENT_LIST_DIR}/crash_child.cpp
        ${CMAKE_CURRENT_LIST_DIR}/crash_test.cpp
        ${CMAKE_CURRENT_LIST_DIR}/database_test.cpp
        ${CMAKE_CURRENT_LIST_DIR}/engine_thread_test.cpp
        ${CMAKE_CURRENT_LIST_DIR}/history_store_test.cpp
        ${CMAKE_CURRENT_LIST_DIR}/job_queue_test.cpp
        ${CMAKE_CURRENT_LIST_DIR}/queue_model_test.cpp
        ${CMAKE_CURRENT_LIST_DIR}/source_pictures_test.cpp
        ${CMAKE_CURRENT_LIST_DIR}/time_estimate_test.cpp)
endif()
