// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace sfumato::testing {

constexpr auto crashChildOption = "--crash-child";
constexpr int crashChildCount = 3; ///< pictures a job

/// Works through jobs in `folder` and says on stdout, line by line, which jobs are stored ("job ID") and which pictures
/// are finished ("picture NAME"), until it is killed or has nothing left to do.
int runCrashChild(const QString &folder);

} // namespace sfumato::testing
