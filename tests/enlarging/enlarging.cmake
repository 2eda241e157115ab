# SPDX-License-Identifier: GPL-3.0-or-later
sfumato_test(enlarging_test LABEL golden TORCH LINK sfumato::pipeline sfumato_second_device
    SOURCES ${CMAKE_CURRENT_LIST_DIR}/second_pass_test.cpp ${CMAKE_CURRENT_LIST_DIR}/windows_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/picture_codec_test.cpp ${CMAKE_CURRENT_LIST_DIR}/memory_test.cpp)
