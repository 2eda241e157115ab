# SPDX-License-Identifier: GPL-3.0-or-later
# The corpus runs as an ordinary test, with a few mutations of each file. The fuzzers themselves are built with clang:
#   cmake -S . -B build/fuzz -G Ninja -DCMAKE_CXX_COMPILER=clang++ -DSFUMATO_FUZZ=ON && ninja -C build/fuzz fuzz_pickle
#   build/fuzz/bin/fuzz_pickle build/fuzz/found tests/fuzz/corpus/pickle
option(SFUMATO_FUZZ "Build libFuzzer programs (needs clang)" OFF)
if(TARGET sfumato_service)
    set(fuzz_sources ${CMAKE_CURRENT_LIST_DIR}/core_targets.cpp ${CMAKE_CURRENT_LIST_DIR}/service_targets.cpp)
    add_executable(fuzz_replay ${CMAKE_CURRENT_LIST_DIR}/replay.cpp ${fuzz_sources})
    target_link_libraries(fuzz_replay PRIVATE sfumato_options sfumato::service sfumato::text)
    add_test(NAME fuzz_replay COMMAND fuzz_replay ${CMAKE_CURRENT_LIST_DIR}/corpus 500)
    set_tests_properties(fuzz_replay PROPERTIES LABELS corpus TIMEOUT 120)
    # What works, changed a little, through the whole engine.
    add_executable(engine_replay ${CMAKE_CURRENT_LIST_DIR}/engine_replay.cpp)
    target_link_libraries(engine_replay PRIVATE sfumato_options sfumato::service)
    add_dependencies(engine_replay sfumato_engine)
    set(golden ${PROJECT_SOURCE_DIR}/tests/data/golden)
    add_test(NAME engine_replay COMMAND engine_replay ${golden}/sd1/model 20
        lora:${golden}/adapters/lora_kohya.adapter.safetensors lora:${golden}/adapters/lokr.adapter.safetensors
        lora:${golden}/adapters/dora.adapter.safetensors lora:${golden}/adapters/loha.adapter.safetensors
        hypernetwork:${golden}/../steering/hyper_norm.pt hypernetwork:${golden}/../steering/hyper_old.pt
        embedding:${golden}/adapters/my-style.pt embedding:${golden}/adapters/my-style.safetensors)
    set_tests_properties(engine_replay PROPERTIES LABELS corpus TIMEOUT 300)
    if(SFUMATO_FUZZ)
        if(NOT CMAKE_CXX_COMPILER_ID MATCHES "Clang")
            message(FATAL_ERROR "libFuzzer comes with clang: configure with -DCMAKE_CXX_COMPILER=clang++")
        endif()
        # Everything of ours is instrumented, so that the fuzzer sees which branch an input takes.
        target_compile_options(sfumato_options INTERFACE -fsanitize=fuzzer-no-link,address,undefined -g)
        target_link_options(sfumato_options INTERFACE -fsanitize=address,undefined)
        foreach(pair IN ITEMS safetensors:container zip:container gguf:container pickle:pickle prompt:prompt
                png_text:png_text infotext:infotext)
            string(REPLACE ":" ";" pair ${pair})
            list(GET pair 0 corpus)
            list(GET pair 1 function)
            add_executable(fuzz_${corpus} ${CMAKE_CURRENT_LIST_DIR}/fuzzer.cpp ${fuzz_sources})
            target_compile_definitions(fuzz_${corpus} PRIVATE FUZZ_TARGET=run_${function})
            target_link_options(fuzz_${corpus} PRIVATE -fsanitize=fuzzer)
            target_link_libraries(fuzz_${corpus} PRIVATE sfumato_options sfumato::service sfumato::text)
        endforeach()
    endif()
endif()
