# SPDX-License-Identifier: GPL-3.0-or-later
# OpenCV core and imgproc from Debian's libopencv-core-dev and libopencv-imgproc-dev, which ship no
# CMake package; libopencv-dev has one but brings highgui, and with it Qt 5.
find_path(OPENCV_INCLUDE_DIR opencv2/core.hpp PATH_SUFFIXES opencv4)
find_library(OPENCV_CORE opencv_core)
find_library(OPENCV_IMGPROC opencv_imgproc)

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(OpenCVLite REQUIRED_VARS OPENCV_INCLUDE_DIR OPENCV_CORE OPENCV_IMGPROC)

if(OpenCVLite_FOUND AND NOT TARGET OpenCV::Lite)
    add_library(OpenCV::Lite INTERFACE IMPORTED)
    target_include_directories(OpenCV::Lite SYSTEM INTERFACE "${OPENCV_INCLUDE_DIR}")
    target_link_libraries(OpenCV::Lite INTERFACE "${OPENCV_CORE}" "${OPENCV_IMGPROC}")
endif()
