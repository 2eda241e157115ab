# SPDX-License-Identifier: GPL-3.0-or-later
sfumato_test(networks_test LABEL golden TORCH SOURCES ${CMAKE_CURRENT_LIST_DIR}/networks_test.cpp LINK sfumato::nn)
