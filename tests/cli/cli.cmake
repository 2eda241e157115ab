# SPDX-License-Identifier: GPL-3.0-or-later
if(TARGET sfumato-cli)
    find_package(Python3 REQUIRED COMPONENTS Interpreter)
    foreach(part contract pictures engine scenes models train upscale)
        add_test(NAME cli_${part} COMMAND Python3::Interpreter ${CMAKE_CURRENT_LIST_DIR}/${part}_test.py)
        set_tests_properties(cli_${part} PROPERTIES LABELS cli TIMEOUT 600 SKIP_REGULAR_EXPRESSION "OK \\(skipped="
            ENVIRONMENT "SFUMATO_CLI=$<TARGET_FILE:sfumato-cli>;SFUMATO_TEST_DATA=${CMAKE_SOURCE_DIR}/tests/data")
    endforeach()
endif()
