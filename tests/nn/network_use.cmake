# SPDX-License-Identifier: GPL-3.0-or-later
sfumato_test(network_use_test LABEL golden TORCH SOURCES ${CMAKE_CURRENT_LIST_DIR}/network_use_test.cpp LINK sfumato::nn)
