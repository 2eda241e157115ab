// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/service/json_file.h"

#include <system_error>
#include <utility>

#include <QDateTime>
#include <QJsonDocument>

#include <fmt/format.h>

#include "core/base/file_io.h"

namespace sfumato::service {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t maxBytes = 16 << 20; ///< real ones have a few kilobytes
const QString versionKey = QStringLiteral("version");

} // namespace

JsonFile::JsonFile(fs::path file, int version) : m_file(std::move(file)), m_version(version) {
    const Result<std::string> text = read_file(m_file, maxBytes);
    if (!text && text.error().code == ErrorCode::NotFound)
        return;
    if (!text && text.error().code != ErrorCode::LimitExceeded) {
        m_problem = text.error();
        m_leaveAlone = true;
        return;
    }
    QJsonParseError parsing{};
    const QJsonDocument document = text ? QJsonDocument::fromJson(QByteArray::fromStdString(*text), &parsing) : QJsonDocument();
    if (!document.isObject()) {
        const fs::path kept = aside();
        std::error_code failed;
        fs::rename(m_file, kept, failed);
        m_leaveAlone = static_cast<bool>(failed);
        const std::string reason = text ? "is no JSON object" : text.error().reason;
        m_problem = Error{ErrorCode::CorruptFile, display(m_file),
                          failed ? reason : fmt::format("{}; it was kept as {} and a new one begun", reason, display(kept.filename())), "nothing needs to be done"};
        return;
    }
    if (document.object().value(versionKey).toInt(m_version) > m_version) {
        m_problem = Error{ErrorCode::UnsupportedFormat, display(m_file), "was written by a later version of Sfumato and is left as it is", "use that version"};
        m_leaveAlone = true;
        return;
    }
    m_root = document.object();
}

fs::path JsonFile::aside() const {
    const std::string stem = m_file.string() + ".damaged-" + QDateTime::currentDateTime().toString(QStringLiteral("yyyyMMdd-HHmmss")).toStdString();
    fs::path kept = stem;
    std::error_code unknown;
    for (int i = 2; fs::exists(kept, unknown); ++i)
        kept = fmt::format("{}-{}", stem, i);
    return kept;
}

void JsonFile::keepCopy() {
    const fs::path kept = aside();
    std::error_code failed;
    fs::copy_file(m_file, kept, failed);
    m_leaveAlone = m_leaveAlone || failed;
    if (!m_problem)
        m_problem = Error{ErrorCode::CorruptFile, display(m_file), "holds entries that cannot be read; they were left out and a copy kept as " + display(kept.filename()),
                          "nothing needs to be done"};
}

Result<void> JsonFile::set(const QString &key, const QJsonValue &value) {
    m_root.insert(key, value);
    if (m_leaveAlone)
        return {};
    m_root.insert(versionKey, m_version);
    std::error_code failed;
    fs::create_directories(m_file.parent_path(), failed); // what fails here, fails below with its reason
    return write_file(m_file, QJsonDocument(m_root).toJson().toStdString());
}

} // namespace sfumato::service
