# SPDX-License-Identifier: GPL-3.0-or-later
if(TARGET sfumato_ui)
    find_package(Qt6 REQUIRED COMPONENTS Test)
    file(GLOB canvas_tests CONFIGURE_DEPENDS ${CMAKE_CURRENT_LIST_DIR}/*_test.cpp)
    sfumato_test(canvas_test LABEL ui LINK sfumato::ui Qt6::Test SOURCES ${canvas_tests} ${CMAKE_CURRENT_LIST_DIR}/main.cpp
        # The engine's way into and out of the processing size; these files need no tensor.
        ${CMAKE_SOURCE_DIR}/core/pipeline/habits.cpp ${CMAKE_SOURCE_DIR}/core/pipeline/inpaint_source.cpp)
    set_tests_properties(canvas_test PROPERTIES ENVIRONMENT QT_QPA_PLATFORM=offscreen)
    # The same widgets on a screen with one and a half device pixels a point.
    add_test(NAME canvas_scaled_test COMMAND canvas_test --gtest_filter=Canvas*)
    set_tests_properties(canvas_scaled_test PROPERTIES LABELS ui TIMEOUT 600 ENVIRONMENT "QT_QPA_PLATFORM=offscreen;QT_SCALE_FACTOR=1.5")
    add_executable(canvas_shots EXCLUDE_FROM_ALL ${CMAKE_CURRENT_LIST_DIR}/shots/canvas_shots.cpp)
    target_link_libraries(canvas_shots PRIVATE sfumato::ui Qt6::Test)
endif()
