# SPDX-License-Identifier: GPL-3.0-or-later
sfumato_test(sampling_test LABEL unit TORCH
    SOURCES
        ${CMAKE_CURRENT_LIST_DIR}/diffusers_scheduler_test.cpp
        ${CMAKE_CURRENT_LIST_DIR}/img2img_test.cpp
        ${CMAKE_CURRENT_LIST_DIR}/nearest_name_test.cpp
        ${CMAKE_CURRENT_LIST_DIR}/noise_schedule_test.cpp
        ${CMAKE_CURRENT_LIST_DIR}/noise_test.cpp
        ${CMAKE_CURRENT_LIST_DIR}/prediction_test.cpp
        ${CMAKE_CURRENT_LIST_DIR}/registry_test.cpp
        ${CMAKE_CURRENT_LIST_DIR}/sampler_property_test.cpp
        ${CMAKE_CURRENT_LIST_DIR}/sampler_vector_test.cpp
        ${CMAKE_CURRENT_LIST_DIR}/schedule_test.cpp
    LINK "$<LINK_LIBRARY:WHOLE_ARCHIVE,sfumato_sampling>")
