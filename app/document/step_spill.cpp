// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/document/step_spill.h"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <system_error>

#include <fcntl.h>
#include <unistd.h>

#include <QIODevice>

#include "app/document/edit_stream.h"
#include "core/base/file_io.h"

namespace sfumato::document {
namespace {

std::string systemReason() {
    return std::generic_category().message(errno);
}

} // namespace

StepSpill::~StepSpill() {
    if (m_file >= 0)
        ::close(m_file);
}

Result<void> StepSpill::open() {
    if (m_file >= 0)
        return {};
    std::error_code problem;
    std::filesystem::create_directories(m_folder, problem); // what fails here, fails below with its reason
    std::string name = (m_folder / "undo-XXXXXX").native();
    m_file = ::mkostemp(name.data(), O_CLOEXEC);
    if (m_file < 0)
        return fail(ErrorCode::Unreadable, display(m_folder), "undo steps cannot be stored here: " + systemReason());
    ::unlink(name.c_str());
    return {};
}

/// The first free place that is large enough, else the end of the file.
qint64 StepSpill::placeFor(qint64 length) {
    const auto found = std::find_if(m_free.begin(), m_free.end(), [&](const auto &free) { return free.length >= length; });
    if (found == m_free.end()) {
        m_end += length;
        return m_end - length;
    }
    const qint64 offset = found->offset;
    found->offset += length;
    found->length -= length;
    if (found->length == 0)
        m_free.erase(found);
    return offset;
}

Result<SpilledEdits> StepSpill::write(const std::vector<Edit> &edits) {
    SFUMATO_CHECK(open());
    QByteArray bytes;
    QDataStream stream(&bytes, QIODevice::WriteOnly);
    stream.setVersion(streamVersion);
    writeEdits(stream, edits);
    const SpilledEdits where{placeFor(bytes.size()), bytes.size()};
    for (qint64 done = 0; done < where.length;) {
        const ssize_t written = ::pwrite(m_file, bytes.constData() + done, std::size_t(where.length - done), where.offset + done);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0) {
            const std::string reason = systemReason();
            giveUp(where);
            return fail(ErrorCode::Unreadable, display(m_folder), "undo steps cannot be stored here: " + reason,
                        "free some space");
        }
        done += written;
    }
    return where;
}

Result<std::vector<Edit>> StepSpill::take(const SpilledEdits &where) {
    QByteArray bytes(where.length, Qt::Uninitialized);
    for (qint64 done = 0; done < where.length;) {
        const ssize_t got = ::pread(m_file, bytes.data() + done, std::size_t(where.length - done), where.offset + done);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return fail(ErrorCode::Unreadable, display(m_folder), "an undo step cannot be read back: " + systemReason());
        done += got;
    }
    QDataStream stream(bytes);
    stream.setVersion(streamVersion);
    SFUMATO_TRY(std::vector<Edit> edits, readEdits(stream));
    giveUp(where);
    return edits;
}

void StepSpill::giveUp(const SpilledEdits &where) {
    if (where.length == 0)
        return;
    const auto after = std::lower_bound(m_free.begin(), m_free.end(), where.offset,
                                        [](const auto &free, qint64 offset) { return free.offset < offset; });
    auto it = m_free.insert(after, where);
    if (it + 1 != m_free.end() && it->offset + it->length == (it + 1)->offset) {
        it->length += (it + 1)->length;
        m_free.erase(it + 1);
    }
    if (it != m_free.begin() && (it - 1)->offset + (it - 1)->length == it->offset) {
        (it - 1)->length += it->length;
        it = m_free.erase(it) - 1;
    }
    if (it->offset + it->length == m_end) {
        m_end = it->offset;
        m_free.erase(it);
        (void)::ftruncate(m_file, m_end); // disk that is not given back is lost to nobody but this file
    }
}

} // namespace sfumato::document
