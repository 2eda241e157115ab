# SPDX-License-Identifier: GPL-3.0-or-later
sfumato_test(adapters_test LABEL golden TORCH LINK sfumato::pipeline sfumato_second_device
    SOURCES ${CMAKE_CURRENT_LIST_DIR}/adapter_golden_test.cpp ${CMAKE_CURRENT_LIST_DIR}/adapter_algebra_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/adapter_file_test.cpp ${CMAKE_CURRENT_LIST_DIR}/textual_inversion_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/part_files_test.cpp ${CMAKE_CURRENT_LIST_DIR}/parts_golden_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/layouts_test.cpp ${CMAKE_CURRENT_LIST_DIR}/not_numbers_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/t2i_adapter_test.cpp)
