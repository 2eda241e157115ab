// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include "core/base/error.h"

namespace sfumato::service {

/// An error in sentences for a person, translated where the frame is ours; subject and reason come as plain text
/// that may stem from a file: show it as plain text only.
struct ErrorText {
    QString title;  ///< what did not happen: "The file cannot be read."
    QString reason; ///< why, with the file or option and the rule
    QString advice; ///< what to do; may be empty
};

ErrorText errorText(const Error &error);

/// The three in one line, for a status bar or a terminal.
QString errorLine(const Error &error);

} // namespace sfumato::service
