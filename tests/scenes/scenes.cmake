# SPDX-License-Identifier: GPL-3.0-or-later
sfumato_test(scenes_test LABEL unit LINK sfumato::scenes
    SOURCES ${CMAKE_CURRENT_LIST_DIR}/rendering_test.cpp ${CMAKE_CURRENT_LIST_DIR}/caption_test.cpp)
