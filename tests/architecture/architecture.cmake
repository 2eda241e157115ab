# SPDX-License-Identifier: GPL-3.0-or-later
find_package(Python3 REQUIRED COMPONENTS Interpreter)
add_test(NAME architecture_includes COMMAND Python3::Interpreter ${CMAKE_CURRENT_LIST_DIR}/check_includes.py)
set_tests_properties(architecture_includes PROPERTIES LABELS architecture)
