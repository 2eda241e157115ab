# SPDX-License-Identifier: GPL-3.0-or-later
sfumato_test(upscale_test LABEL golden TORCH LINK sfumato::nn
    SOURCES ${CMAKE_CURRENT_LIST_DIR}/networks_test.cpp ${CMAKE_CURRENT_LIST_DIR}/enlarge_test.cpp)
