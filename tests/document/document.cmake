# SPDX-License-Identifier: GPL-3.0-or-later
if(TARGET sfumato_document)
    find_package(Qt6 REQUIRED COMPONENTS Test)
    add_library(random_session STATIC ${CMAKE_CURRENT_LIST_DIR}/random_session.cpp)
    target_link_libraries(random_session PUBLIC sfumato_options sfumato::document)
    sfumato_test(document_test LABEL unit LINK random_session Qt6::Test SOURCES
        ${CMAKE_CURRENT_LIST_DIR}/tile_image_test.cpp
        ${CMAKE_CURRENT_LIST_DIR}/tile_codec_test.cpp
        ${CMAKE_CURRENT_LIST_DIR}/blend_test.cpp
        ${CMAKE_CURRENT_LIST_DIR}/brush_stroke_test.cpp
        ${CMAKE_CURRENT_LIST_DIR}/layer_operations_test.cpp
        ${CMAKE_CURRENT_LIST_DIR}/mask_operations_test.cpp
        ${CMAKE_CURRENT_LIST_DIR}/undo_history_test.cpp
        ${CMAKE_CURRENT_LIST_DIR}/undo_model_test.cpp
        ${CMAKE_CURRENT_LIST_DIR}/project_file_test.cpp
        ${CMAKE_CURRENT_LIST_DIR}/project_lock_test.cpp
        ${CMAKE_CURRENT_LIST_DIR}/journal_test.cpp)
    # The other program of two that want one project.
    add_executable(lock_holder ${CMAKE_CURRENT_LIST_DIR}/lock_holder.cpp)
    target_link_libraries(lock_holder PRIVATE sfumato_options sfumato::document)
    add_dependencies(document_test lock_holder)
    # A program of its own, so that nothing else is killed with what it kills.
    add_executable(journal_session ${CMAKE_CURRENT_LIST_DIR}/journal_session.cpp)
    target_link_libraries(journal_session PRIVATE random_session)
    sfumato_test(journal_kill_test LABEL unit LINK random_session SOURCES ${CMAKE_CURRENT_LIST_DIR}/journal_kill_test.cpp)
    add_dependencies(journal_kill_test journal_session)
endif()
