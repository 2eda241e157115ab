# SPDX-License-Identifier: GPL-3.0-or-later
# A library of its own: whatever test links it may let its models compute on the second device.
add_library(sfumato_second_device OBJECT ${CMAKE_CURRENT_LIST_DIR}/second_device.cpp)
target_link_libraries(sfumato_second_device PUBLIC sfumato::torch)
sfumato_test(device_test LABEL unit TORCH LINK sfumato::train sfumato::pipeline sfumato_second_device SOURCES ${CMAKE_CURRENT_LIST_DIR}/device_test.cpp)

# Runs that other tests hold against references, once more on the second device. Left out: single networks, whose inputs these tests
# make on the processor, and that a batch rounds like its pictures alone, which only the processor promises.
foreach(pair IN ITEMS "enlarging_test|*-HiresRun.IsTheSameEveryTimeAndInAnyBatch" "steering_test|*-Controls.DifferencesAre*:Controls.ControlLoras*:Hypernetworks.Change*")
    string(REPLACE "|" ";" pair ${pair})
    list(GET pair 0 program)
    list(GET pair 1 filter)
    add_test(NAME ${program}_on_second_device COMMAND ${program} --gtest_filter=${filter})
    set_tests_properties(${program}_on_second_device PROPERTIES LABELS golden TIMEOUT 600 ENVIRONMENT SFUMATO_TEST_DEVICE=second)
endforeach()
