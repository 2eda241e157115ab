# SPDX-License-Identifier: GPL-3.0-or-later
sfumato_test(reader_test LABEL model TORCH SOURCES ${CMAKE_CURRENT_LIST_DIR}/reader_test.cpp LINK sfumato::score)
sfumato_test(model_test LABEL model SOURCES ${CMAKE_CURRENT_LIST_DIR}/model_test.cpp LINK sfumato::base sfumato_engine)
