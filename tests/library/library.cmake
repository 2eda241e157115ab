# SPDX-License-Identifier: GPL-3.0-or-later
if(TARGET sfumato_service)
    sfumato_test(model_library_test LABEL ui LINK sfumato::service SOURCES
        ${CMAKE_CURRENT_LIST_DIR}/library_main.cpp
        ${CMAKE_CURRENT_LIST_DIR}/model_library_test.cpp
        ${CMAKE_CURRENT_LIST_DIR}/model_notes_test.cpp
        ${CMAKE_CURRENT_LIST_DIR}/model_places_test.cpp)
    set_tests_properties(model_library_test PROPERTIES ENVIRONMENT QT_QPA_PLATFORM=offscreen)
endif()
