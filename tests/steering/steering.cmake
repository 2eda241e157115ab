# SPDX-License-Identifier: GPL-3.0-or-later
sfumato_test(steering_test LABEL golden TORCH LINK sfumato::pipeline sfumato_second_device
    SOURCES ${CMAKE_CURRENT_LIST_DIR}/families_test.cpp ${CMAKE_CURRENT_LIST_DIR}/image_prompt_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/controls_test.cpp ${CMAKE_CURRENT_LIST_DIR}/hypernetwork_test.cpp)
