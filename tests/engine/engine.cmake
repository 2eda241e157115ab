# SPDX-License-Identifier: GPL-3.0-or-later
sfumato_test(model_cache_test LABEL golden TORCH LINK sfumato::pipeline
    SOURCES ${CMAKE_CURRENT_LIST_DIR}/model_cache_test.cpp ${CMAKE_SOURCE_DIR}/core/engine/model_cache.cpp)
