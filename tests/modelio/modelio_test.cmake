# SPDX-License-Identifier: GPL-3.0-or-later
sfumato_test(modelio_test LABEL unit
    SOURCES
        ${CMAKE_CURRENT_LIST_DIR}/safetensors_test.cpp
        ${CMAKE_CURRENT_LIST_DIR}/safetensors_malformed_test.cpp
        ${CMAKE_CURRENT_LIST_DIR}/pickle_reader_test.cpp
        ${CMAKE_CURRENT_LIST_DIR}/torch_file_test.cpp
        ${CMAKE_CURRENT_LIST_DIR}/gguf_test.cpp
        ${CMAKE_CURRENT_LIST_DIR}/number_formats_test.cpp
        ${CMAKE_CURRENT_LIST_DIR}/key_map_test.cpp
        ${CMAKE_CURRENT_LIST_DIR}/single_file_test.cpp
        ${CMAKE_CURRENT_LIST_DIR}/tensor_source_test.cpp
        ${CMAKE_CURRENT_LIST_DIR}/model_config_test.cpp
        ${CMAKE_CURRENT_LIST_DIR}/model_folder_test.cpp
        ${CMAKE_CURRENT_LIST_DIR}/model_probe_test.cpp
    LINK sfumato::modelio)
