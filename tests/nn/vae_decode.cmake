# SPDX-License-Identifier: GPL-3.0-or-later
sfumato_test(vae_decode_test LABEL golden TORCH LINK sfumato::nn
    SOURCES ${CMAKE_CURRENT_LIST_DIR}/tiled_vae_test.cpp ${CMAKE_CURRENT_LIST_DIR}/latent_preview_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/tensor_image_test.cpp ${CMAKE_CURRENT_LIST_DIR}/dtype_policy_test.cpp)
