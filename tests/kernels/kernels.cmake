# SPDX-License-Identifier: GPL-3.0-or-later
sfumato_test(winograd_test LABEL unit TORCH SOURCES ${CMAKE_CURRENT_LIST_DIR}/winograd_test.cpp LINK sfumato::train)
