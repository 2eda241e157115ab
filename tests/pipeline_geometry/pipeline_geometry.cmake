# SPDX-License-Identifier: GPL-3.0-or-later
# These two files of core/pipeline need no tensor, so their tests compile them themselves and load no LibTorch.
sfumato_test(pipeline_geometry_test LABEL unit LINK sfumato::text sfumato::image
    SOURCES ${CMAKE_CURRENT_LIST_DIR}/inpaint_region_test.cpp ${CMAKE_CURRENT_LIST_DIR}/validate_test.cpp
    ${CMAKE_SOURCE_DIR}/core/pipeline/inpaint_region.cpp ${CMAKE_SOURCE_DIR}/core/pipeline/validate.cpp)
