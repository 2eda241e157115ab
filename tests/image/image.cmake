# SPDX-License-Identifier: GPL-3.0-or-later
sfumato_test(image_test LABEL unit LINK sfumato::image
    SOURCES ${CMAKE_CURRENT_LIST_DIR}/resize_test.cpp ${CMAKE_CURRENT_LIST_DIR}/mask_ops_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/fill_test.cpp ${CMAKE_CURRENT_LIST_DIR}/composite_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/outpaint_test.cpp ${CMAKE_CURRENT_LIST_DIR}/wand_test.cpp ${CMAKE_CURRENT_LIST_DIR}/control_picture_test.cpp)
