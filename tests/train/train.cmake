# SPDX-License-Identifier: GPL-3.0-or-later
sfumato_test(train_golden_test LABEL golden TORCH LINK sfumato::train
    SOURCES ${CMAKE_CURRENT_LIST_DIR}/losses_test.cpp ${CMAKE_CURRENT_LIST_DIR}/optimiser_test.cpp ${CMAKE_CURRENT_LIST_DIR}/lr_schedule_test.cpp)
sfumato_test(train_run_test LABEL unit TORCH LINK sfumato::train
    SOURCES ${CMAKE_CURRENT_LIST_DIR}/run_test.cpp ${CMAKE_CURRENT_LIST_DIR}/latent_store_test.cpp ${CMAKE_CURRENT_LIST_DIR}/scene_batch_test.cpp
            ${CMAKE_CURRENT_LIST_DIR}/subject_window_test.cpp ${CMAKE_CURRENT_LIST_DIR}/compute_test.cpp)
sfumato_test(training_settings_test LABEL unit LINK sfumato::base SOURCES ${CMAKE_CURRENT_LIST_DIR}/training_settings_test.cpp)
find_package(Python3 REQUIRED COMPONENTS Interpreter)
add_test(NAME train_resume COMMAND Python3::Interpreter ${CMAKE_CURRENT_LIST_DIR}/resume_test.py)
set_tests_properties(train_resume PROPERTIES LABELS cli TIMEOUT 600 ENVIRONMENT "SFUMATO_TRAIN=$<TARGET_FILE:sfumato-train>;OMP_NUM_THREADS=1")
