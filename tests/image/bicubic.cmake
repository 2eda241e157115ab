# SPDX-License-Identifier: GPL-3.0-or-later
sfumato_test(bicubic_test LABEL unit LINK sfumato::image SOURCES ${CMAKE_CURRENT_LIST_DIR}/bicubic_test.cpp)
