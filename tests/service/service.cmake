# SPDX-License-Identifier: GPL-3.0-or-later
if(TARGET sfumato_service)
    sfumato_test(service_test LABEL unit LINK sfumato::service SOURCES
        ${CMAKE_CURRENT_LIST_DIR}/infotext_test.cpp
        ${CMAKE_CURRENT_LIST_DIR}/request_infotext_test.cpp
        ${CMAKE_CURRENT_LIST_DIR}/request_json_test.cpp
        ${CMAKE_CURRENT_LIST_DIR}/image_file_test.cpp
        ${CMAKE_CURRENT_LIST_DIR}/picture_metadata_test.cpp
        ${CMAKE_CURRENT_LIST_DIR}/error_text_test.cpp
        ${CMAKE_CURRENT_LIST_DIR}/upscaled_record_test.cpp)
endif()
