// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/service/error_text.h"

#include <QCoreApplication>
#include <QStringList>

namespace sfumato::service {
namespace {

QString tr(const char *text) {
    return QCoreApplication::translate("sfumato::ErrorText", text);
}

QString titleOf(ErrorCode code) {
    switch (code) {
    case ErrorCode::InvalidArgument: return tr("This setting cannot be used.");
    case ErrorCode::NotFound: return tr("Something that is needed was not found.");
    case ErrorCode::Unreadable: return tr("A file could not be read or written.");
    case ErrorCode::UnsupportedFormat: return tr("This kind of file is not supported.");
    case ErrorCode::CorruptFile: return tr("A file is damaged.");
    case ErrorCode::MissingTensor: return tr("The model is incomplete.");
    case ErrorCode::ShapeMismatch: return tr("The parts do not fit together.");
    case ErrorCode::OutOfMemory: return tr("There is not enough memory.");
    case ErrorCode::DeviceUnavailable: return tr("The device cannot be used.");
    case ErrorCode::LimitExceeded: return tr("This is larger than what is accepted.");
    case ErrorCode::SafetyBlocked: return tr("The picture was held back by the safety setting.");
    case ErrorCode::Cancelled: return tr("Cancelled.");
    case ErrorCode::Conflict: return tr("This would replace something that exists.");
    case ErrorCode::Internal: return tr("Something went wrong inside Sfumato.");
    }
    return {};
}

/// What helps in most cases of a kind, where the error brings no advice of its own.
QString usualAdvice(ErrorCode code) {
    switch (code) {
    case ErrorCode::NotFound: return tr("Check the name and the folder.");
    case ErrorCode::Unreadable: return tr("Check that it exists and that you may open it.");
    case ErrorCode::CorruptFile: return tr("Get or save the file again.");
    case ErrorCode::UnsupportedFormat: return tr("Choose another file, or save this one in another format.");
    case ErrorCode::MissingTensor:
    case ErrorCode::ShapeMismatch: return tr("Choose another file, or a complete copy of this one.");
    case ErrorCode::OutOfMemory: return tr("Make the picture smaller, or close other programs.");
    case ErrorCode::DeviceUnavailable: return tr("Choose another device.");
    case ErrorCode::Internal: return tr("Please report it with what you did.");
    default: return {};
    }
}

/// Core reasons begin in lower case and end without a full stop, so that they can be joined.
QString sentence(QString text) {
    if (text.isEmpty())
        return text;
    text[0] = text[0].toUpper();
    return text.endsWith(QLatin1Char('.')) || text.endsWith(QLatin1Char('?')) ? text : text + QLatin1Char('.');
}

} // namespace

ErrorText errorText(const Error &error) {
    const QString subject = QString::fromStdString(error.subject), reason = QString::fromStdString(error.reason);
    ErrorText text{titleOf(error.code), {}, {}};
    if (error.code == ErrorCode::Cancelled)
        return text;
    text.reason = subject.isEmpty() || reason.isEmpty() ? sentence(subject + reason)
                                                        : subject + QStringLiteral(": ") + reason + QLatin1Char('.');
    text.advice = error.advice.empty() ? usualAdvice(error.code) : sentence(QString::fromStdString(error.advice));
    return text;
}

QString errorLine(const Error &error) {
    const ErrorText text = errorText(error);
    QStringList parts{text.title, text.reason, text.advice};
    parts.removeAll(QString());
    return parts.join(QLatin1Char(' '));
}

} // namespace sfumato::service
