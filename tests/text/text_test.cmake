# SPDX-License-Identifier: GPL-3.0-or-later
sfumato_test(tokenizer_test LABEL unit LINK sfumato::text
    SOURCES ${CMAKE_CURRENT_LIST_DIR}/unicode_test.cpp ${CMAKE_CURRENT_LIST_DIR}/bpe_tokenizer_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/vocabulary_test.cpp ${CMAKE_CURRENT_LIST_DIR}/bpe_trainer_test.cpp)
sfumato_test(prompt_test LABEL unit LINK sfumato::text
    SOURCES ${CMAKE_CURRENT_LIST_DIR}/prompt_parser_test.cpp ${CMAKE_CURRENT_LIST_DIR}/prompt_schedule_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/prompt_chunks_test.cpp ${CMAKE_CURRENT_LIST_DIR}/hostile_prompt_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/second_pass_test.cpp ${CMAKE_CURRENT_LIST_DIR}/choices_test.cpp ${CMAKE_CURRENT_LIST_DIR}/wildcards_test.cpp)
