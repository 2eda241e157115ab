#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Sets Sfumato up on a Debian machine, builds it and runs it. `./sfumato.sh help` lists the commands.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
build=$root/build/release
deps=$root/build/deps
log=$root/build/setup.log
cuda=no

packages=(
    build-essential cmake ninja-build ccache mold pkg-config python3 python3-pip
    qt6-base-dev qt6-svg-dev qt6-image-formats-plugins zlib1g-dev libqt6sql6-sqlite qt6-l10n-tools libgl1-mesa-dev libvulkan-dev
    libopencv-core-dev libopencv-imgproc-dev libqcustomplot-dev
    nlohmann-json3-dev libcli11-dev libfmt-dev libexpected-dev libexiv2-dev libzip-dev
    libgtest-dev libbenchmark-dev fonts-dejavu-core fonts-inter xvfb xdotool
)

# Everything this script says goes to stderr: stdout belongs to the programs it runs.
say() { printf '%s\n' "$*" >&2; }
stop() {
    say "sfumato.sh: $*"
    exit 1
}

help() {
    cat <<'TEXT'
usage: ./sfumato.sh [--cuda] COMMAND

  run          open the studio; without a display, make a picture and say where it is
  test         build everything and run all tests (ARGUMENTS go to ctest)
  build        set up and build only
  cli ...      the command line, e.g. ./sfumato.sh cli generate --prompt "a red house in a meadow by day"
  screenshots  make the documentation's pictures of the studio anew
  bench ...    time the built-in model (load, encode, step, decode, memory)
  help         this text

The first call installs what is missing (Debian packages, LibTorch) and builds; later calls need no network.
  --cuda               also install LibTorch's CUDA libraries (several GB), for NVIDIA cards
  SFUMATO_TORCH_DIR    use the LibTorch in this folder (the one with include/ and lib/) instead of installing one
TEXT
}

as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        stop "Debian packages are missing and neither root nor sudo is available; install them as root: apt-get install ${packages[*]}"
    fi
}

need_disk() { # need_disk GB: what the next step writes must fit
    local free
    free=$(df -Pk "$root" | awk 'NR == 2 {print int($4 / 1048576)}')
    [ "$free" -ge "$1" ] || stop "only $free GB are free on the disk of $root and setting up needs $1 GB; free some space and run this again"
}

install_packages() {
    local stamp="$root/build/.packages"
    [ -f "$stamp" ] && [ "$(cat "$stamp")" = "${packages[*]}" ] && return
    local missing
    missing=$(dpkg-query -W -f '${Package} ${db:Status-Abbrev}\n' "${packages[@]}" 2>/dev/null |
        awk '$2 == "ii" {print $1}' | sort | comm -13 - <(printf '%s\n' "${packages[@]}" | sort)) || true
    if [ -n "$missing" ]; then
        command -v apt-get >/dev/null || stop "this is no Debian system (apt-get not found); install Debian 12, or by hand the packages that stand at the top of this script"
        need_disk 12
        say "Installing Debian packages: $(echo $missing)"
        as_root apt-get update >>"$log" 2>&1 || stop "Debian's package lists could not be fetched; check the network connection and run this again (details: $log)"
        # shellcheck disable=SC2086
        as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $missing >>"$log" 2>&1 ||
            stop "Debian packages could not be installed; this needs Debian 12 or later, network and disk space (details: $log)"
    fi
    printf '%s' "${packages[*]}" >"$stamp"
}

torch_dir() {
    if [ -n "${SFUMATO_TORCH_DIR:-}" ]; then
        [ -f "$SFUMATO_TORCH_DIR/include/ATen/ATen.h" ] || stop "SFUMATO_TORCH_DIR=$SFUMATO_TORCH_DIR holds no include/ATen/ATen.h; point it to an unpacked LibTorch 2.8 or later"
        printf '%s' "$SFUMATO_TORCH_DIR"
    else
        printf '%s' "$deps/torch"
    fi
}

install_torch() {
    [ -n "${SFUMATO_TORCH_DIR:-}" ] && return
    # shellcheck disable=SC1091
    . "$root/packaging/versions.env"
    local wanted="torch-$TORCH_VERSION cuda-$cuda"
    [ -f "$deps/.ready" ] && case "$(cat "$deps/.ready")" in "$wanted" | "torch-$TORCH_VERSION cuda-yes") return ;; esac
    need_disk "$([ "$cuda" = yes ] && echo 16 || echo 8)"
    say "Installing LibTorch $TORCH_VERSION (about 600 MB; only this once) ..."
    local partial="$root/build/deps.partial"
    rm -rf "$partial"
    local wheels=(--no-deps "torch==$TORCH_VERSION" "nvidia-cuda-runtime==$NVIDIA_CUDA_RUNTIME_VERSION" "nvidia-cuda-cupti==$NVIDIA_CUDA_CUPTI_VERSION")
    [ "$cuda" = yes ] && wheels=("torch==$TORCH_VERSION" "nvidia-cuda-cupti==$NVIDIA_CUDA_CUPTI_VERSION")
    python3 -m pip install --disable-pip-version-check --no-input --target "$partial" "${wheels[@]}" >>"$log" 2>&1 || {
        rm -rf "$partial"
        stop "LibTorch could not be downloaded; check the network connection and run this again (details: $log)"
    }
    [ -f "$partial/torch/lib/libtorch_cpu.so" ] || stop "the downloaded LibTorch is incomplete; run this again (details: $log)"
    printf '%s' "$wanted" >"$partial/.ready"
    rm -rf "$deps"
    mv "$partial" "$deps"
}

# The vocabulary of CLIP, which single-file models need and do not hold. Without it everything else works, so it is
# asked for once, and again by `build` only.
install_vocabulary() {
    local folder=$root/build/clip failed=$root/build/.no-vocabulary
    [ -f "$folder/merges.txt" ] && return
    [ -f "$failed" ] && [ "$command" != build ] && return
    # shellcheck disable=SC1091
    . "$root/packaging/versions.env"
    local partial="$root/build/clip.partial"
    rm -rf "$partial"
    mkdir -p "$partial"
    if python3 -m pip download --disable-pip-version-check --no-input --retries 1 --no-deps --dest "$partial" "open_clip_torch==$OPEN_CLIP_VERSION" >>"$log" 2>&1 &&
        python3 "$root/packaging/clip_vocabulary.py" "$partial"/open_clip_torch-*.whl "$partial" >>"$log" 2>&1; then
        rm -f "$partial"/*.whl
        rm -rf "$folder"
        mv "$partial" "$folder"
    else
        rm -rf "$partial"
        touch "$failed"
        say "CLIP's vocabulary could not be downloaded; single-file checkpoints need it (details: $log). Going on without it."
    fi
}

build_targets() { # build_targets TARGET...: what is up to date costs a few hundredths of a second
    local torch
    torch=$(torch_dir)
    if ! grep -qsx "LIBTORCH_ROOT:PATH=$torch" "$build/CMakeCache.txt" || [ ! -f "$build/build.ninja" ]; then
        say "Configuring ..."
        cmake -S "$root" -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=Release "-DLIBTORCH_ROOT:PATH=$torch" >>"$log" 2>&1 || {
            tail -n 20 "$log" >&2
            stop "CMake could not configure the build (details: $log)"
        }
    fi
    [ -e "$build/bin/sfumato-cli" ] || say "Building Sfumato; the first time takes several minutes ..."
    local output="$root/build/build.log" ninja=(setpriv --pdeathsig TERM ninja -C "$build") # a build ends with whoever wanted it
    if [ -t 2 ]; then
        "${ninja[@]}" "$@" >&2 || stop "the build failed; the compiler's words stand above"
    else
        "${ninja[@]}" "$@" >"$output" 2>&1 || {
            grep -A 20 -m 3 -E 'FAILED|error' "$output" >&2 || tail -n 30 "$output" >&2
            stop "the build failed (details: $output)"
        }
    fi
}

prepare() {
    mkdir -p "$root/build"
    install_packages
    install_torch
    install_vocabulary
    build_targets "$@"
}

run_studio() {
    prepare programs
    if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
        exec "$build/bin/sfumato" "$@"
    fi
    say "No display found, so here is a picture from the command line."
    exec "$build/bin/sfumato-cli" generate --prompt "a red house in a meadow by day" --output "sfumato-{seed}.png" "$@"
}

make_screenshots() {
    prepare sfumato_engine sfumato-screenshots
    export QT_QPA_PLATFORM=offscreen LANG=C.UTF-8
    "$build/bin/sfumato-screenshots" "$root/docs/screenshots"
    QT_SCALE_FACTOR=1.5 "$build/bin/sfumato-screenshots" "$root/docs/screenshots" "@1.5x"
}

run_tests() {
    prepare all
    # Two test programs at once share the cores badly with LibTorch's own threads; one after the other is faster.
    ctest --test-dir "$build" --output-on-failure "$@"
}

[ "${1:-}" = --cuda ] && cuda=yes && shift
command=${1:-help}
[ $# -gt 0 ] && shift
case $command in
run) run_studio "$@" ;;
test) run_tests "$@" ;;
build) prepare programs && say "Built: $build/bin/sfumato, $build/bin/sfumato-cli" ;;
cli) prepare programs && exec "$build/bin/sfumato-cli" "$@" ;;
screenshots) make_screenshots ;;
bench) prepare programs && exec "$build/bin/sfumato-cli" bench "$@" ;;
help | --help | -h) help ;;
*) help >&2 && stop "unknown command '$command'" ;;
esac
