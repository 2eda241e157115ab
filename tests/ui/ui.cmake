# SPDX-License-Identifier: GPL-3.0-or-later
if(NOT SFUMATO_QT)
    return()
endif()
sfumato_test(prompt_editor_test LABEL ui SOURCES ${CMAKE_CURRENT_LIST_DIR}/prompt_editor_test.cpp LINK sfumato::ui)
