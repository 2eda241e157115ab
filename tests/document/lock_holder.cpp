// SPDX-License-Identifier: GPL-3.0-or-later
// The other program of project_lock_test: lock_holder PROJECT locks it, says how that went and holds it until its input ends.
#include <cstdio>

#include "app/document/project_lock.h"

int main(int argc, char **argv) {
    if (argc != 2)
        return 2;
    const auto lock = sfumato::document::ProjectLock::take(argv[1]);
    std::puts(lock ? "held" : "refused");
    std::fflush(stdout);
    while (std::getchar() != EOF) {
    }
    return 0;
}
