# SPDX-License-Identifier: GPL-3.0-or-later
sfumato_test(file_io_test LABEL unit
    SOURCES ${CMAKE_CURRENT_LIST_DIR}/budgeted_cache_test.cpp ${CMAKE_CURRENT_LIST_DIR}/file_io_test.cpp ${CMAKE_CURRENT_LIST_DIR}/sha256_test.cpp
    LINK sfumato::base)
