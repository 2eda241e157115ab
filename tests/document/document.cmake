# SPDX-License-Identifier: GPL-3.0-or-later
if(TARGET sfumato_document)
    find_package(Qt6 REQUIRED COMPONENTS Test)
    sfumato_test(document_test LABEL unit LINK sfumato::document Qt6::Test SOURCES
        ${CMAKE_CURRENT_LIST_DIR}/tile_image_test.cpp
        ${CMAKE_CURRENT_LIST_DIR}/blend_test.cpp
        ${CMAKE_CURRENT_LIST_DIR}/brush_stroke_test.cpp
        ${CMAKE_CURRENT_LIST_DIR}/layer_operations_test.cpp
        ${CMAKE_CURRENT_LIST_DIR}/mask_operations_test.cpp
        ${CMAKE_CURRENT_LIST_DIR}/undo_history_test.cpp)
endif()
