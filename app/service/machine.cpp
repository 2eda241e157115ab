// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/service/machine.h"

#include <fstream>

#include <QThread>
#include <unistd.h>

namespace sfumato::service {

std::int64_t usedMemory() {
    std::ifstream file("/proc/self/statm");
    std::int64_t size = 0;
    std::int64_t resident = 0;
    file >> size >> resident;
    return file ? resident * sysconf(_SC_PAGESIZE) : 0;
}

std::int64_t totalMemory() {
    const auto pages = sysconf(_SC_PHYS_PAGES);
    return pages > 0 ? static_cast<std::int64_t>(pages) * sysconf(_SC_PAGESIZE) : 0;
}

int processorCount() { return QThread::idealThreadCount(); }

} // namespace sfumato::service
