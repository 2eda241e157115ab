# SPDX-License-Identifier: GPL-3.0-or-later
sfumato_test(winograd_test LABEL unit TORCH SOURCES ${CMAKE_CURRENT_LIST_DIR}/winograd_test.cpp LINK sfumato::train)
sfumato_test(norm_silu_test LABEL unit TORCH SOURCES ${CMAKE_CURRENT_LIST_DIR}/norm_silu_test.cpp LINK sfumato::train)
sfumato_test(geglu_test LABEL unit TORCH SOURCES ${CMAKE_CURRENT_LIST_DIR}/geglu_test.cpp LINK sfumato::train)
foreach(held avx2 default) # the narrower kernels, which a wide processor would never run
    add_test(NAME winograd_${held}_test COMMAND winograd_test)
    set_tests_properties(winograd_${held}_test PROPERTIES LABELS unit ENVIRONMENT "ATEN_CPU_CAPABILITY=${held}")
endforeach()
