# SPDX-License-Identifier: GPL-3.0-or-later
# LibTorch from an unpacked wheel, as the imported target LibTorch::LibTorch.
# TorchConfig.cmake of a CUDA wheel demands a CUDA toolkit; linking c10 and torch_cpu alone needs none,
# and nobody without a GPU pays for CUDA. LIBTORCH_ROOT is the folder that holds include/ and lib/.
find_path(LIBTORCH_INCLUDE_DIR ATen/ATen.h HINTS "${LIBTORCH_ROOT}/include" NO_DEFAULT_PATH)
find_library(LIBTORCH_C10 c10 HINTS "${LIBTORCH_ROOT}/lib" NO_DEFAULT_PATH)
find_library(LIBTORCH_CPU torch_cpu HINTS "${LIBTORCH_ROOT}/lib" NO_DEFAULT_PATH)

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(LibTorch REQUIRED_VARS LIBTORCH_INCLUDE_DIR LIBTORCH_C10 LIBTORCH_CPU
    REASON_FAILURE_MESSAGE "run ./sfumato.sh build, or set SFUMATO_TORCH_DIR to a LibTorch")

if(LibTorch_FOUND AND NOT TARGET LibTorch::LibTorch)
    add_library(LibTorch::LibTorch INTERFACE IMPORTED)
    target_include_directories(LibTorch::LibTorch SYSTEM INTERFACE "${LIBTORCH_INCLUDE_DIR}")
    target_link_libraries(LibTorch::LibTorch INTERFACE "${LIBTORCH_C10}" "${LIBTORCH_CPU}")
    # torch_cpu itself needs the CUDA runtime and CUPTI of the wheel's sibling packages.
    file(GLOB LIBTORCH_NVIDIA_DIRS "${LIBTORCH_ROOT}/../nvidia/*/lib")
    set(LIBTORCH_RPATH "${LIBTORCH_ROOT}/lib" ${LIBTORCH_NVIDIA_DIRS})
    foreach(dir IN LISTS LIBTORCH_NVIDIA_DIRS)
        target_link_options(LibTorch::LibTorch INTERFACE "LINKER:-rpath-link,${dir}")
    endforeach()
endif()
