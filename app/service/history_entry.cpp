// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/service/history_entry.h"

#include <algorithm>
#include <array>

#include <QRegularExpression>

#include "core/engine/request_json.h"

namespace sfumato::service {
namespace {

constexpr std::array names = {"generate", "transform", "inpaint", "remove", "restyle", "upscale"};

} // namespace

QString nameOf(PictureMode mode) {
    return QString::fromLatin1(names[static_cast<std::size_t>(mode)]);
}

std::optional<PictureMode> modeNamed(const QString &name) {
    const auto found = std::ranges::find_if(names, [&](const char *known) { return name == QLatin1String(known); });
    return found == names.end() ? std::nullopt : std::optional(static_cast<PictureMode>(found - names.begin()));
}

PictureMode modeOf(const GenerationRequest &request) {
    if (request.inpaint || request.outpaint.any())
        return PictureMode::Inpaint;
    return request.init ? PictureMode::Transform : PictureMode::Generate;
}

bool isResultName(const QString &fileName) {
    static const QRegularExpression pattern(QStringLiteral("^\\d{8}-\\d{6}-\\d{3}-\\d+(-\\d+)?\\.png$"));
    return pattern.match(fileName).hasMatch();
}

Result<GenerationRequest> requestOf(const HistoryEntry &entry) {
    if (entry.request.isEmpty())
        return fail(ErrorCode::NotFound, entry.name.toStdString(), "was enlarged from a picture of which no recipe is known", "open it as a picture instead");
    return request_from_json(entry.request.toStdString(), entry.name.toStdString());
}

} // namespace sfumato::service
