// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/studio/job_draft.h"

#include <algorithm>
#include <cstring>

#include <QCoreApplication>
#include <QPainter>

namespace sfumato::ui {
namespace {

constexpr double featherToSigma = 0.5; // a Gaussian is seen about two sigmas wide
constexpr int removalGrow = 12;        // pixels, over the shadow and soft edge of what is removed

/// RGB, transparency laid on white as the engine would.
std::shared_ptr<const Image> imageOf(const QImage &picture) {
    QImage opaque(picture.size(), QImage::Format_RGB888);
    opaque.fill(Qt::white);
    QPainter(&opaque).drawImage(0, 0, picture);
    auto image = std::make_shared<Image>(opaque.width(), opaque.height(), 3);
    for (int y = 0; y < opaque.height(); ++y)
        std::memcpy(image->row(y), opaque.constScanLine(y), image->stride());
    return image;
}

std::shared_ptr<const Image> maskImageOf(const QImage &mask) {
    auto image = std::make_shared<Image>(mask.width(), mask.height(), 1);
    for (int y = 0; y < mask.height(); ++y)
        std::memcpy(image->row(y), mask.constScanLine(y), image->stride());
    return image;
}

/// The box of the mask's pixels in `area` that are not 0; empty for none.
QRect boxOf(const document::TileImage &mask, const QRect &area) {
    QRect box;
    for (auto it = mask.tiles().cbegin(); it != mask.tiles().cend(); ++it)
        if (const QRect part = document::tileRect(it.key()) & area; !part.isEmpty() && !box.contains(part))
            box |= document::TileImage(mask.toImage(part), 1, part.topLeft()).bounds();
    return box;
}

service::PictureMode pictureModeOf(Mode mode) {
    switch (mode) {
    case Mode::Generate: return service::PictureMode::Generate;
    case Mode::Transform: return service::PictureMode::Transform;
    case Mode::Inpaint: return service::PictureMode::Inpaint;
    case Mode::Restyle: return service::PictureMode::Restyle;
    }
    return service::PictureMode::Generate;
}

QRect pageOf(const document::DocumentState &state, Mode mode) {
    // A new picture knows nothing of the old one, so nothing of it is handed over.
    return mode == Mode::Generate || !hasPicture(state) ? QRect() : QRect(QPoint(), state.size);
}

struct MaskUse {
    MaskOptions options;
    int grow = 0;
};

Result<DocumentJob> build(const document::DocumentState &state, const Parameters &parameters, int native, const MaskUse &use) {
    const bool inpaint = parameters.mode == Mode::Inpaint;
    const QRect page = pageOf(state, parameters.mode);
    if (parameters.mode != Mode::Generate && (page & state.frame).isEmpty())
        return fail(ErrorCode::InvalidArgument, "picture", "there is no picture inside the frame to work on",
                    "open one, generate one, or move the frame over it");
    const QRect inside = page & state.frame;
    const QRect box = inpaint ? boxOf(state.mask, inside) : QRect();
    if (inpaint && box.isEmpty())
        return fail(ErrorCode::InvalidArgument, "mask", "nothing inside the frame is masked",
                    "paint over what should change, or choose Transform to change the whole picture");
    const QImage mask = inpaint ? state.mask.toImage(inside) : QImage();
    const QRect masked = box.isEmpty() ? QRect() : box.adjusted(-use.grow, -use.grow, use.grow, use.grow);
    const auto plan = document::planFrame(page, state.frame, masked & inside, native);

    DocumentJob job;
    job.frame = state.frame;
    job.region = plan.region;
    job.process = plan.process;
    GenerationRequest &request = job.draft.request;
    request = requestOf(parameters);
    request.width = plan.target.width();
    request.height = plan.target.height();
    if (!plan.picture.isEmpty()) {
        request.init = SourceImage{{}, imageOf(document::flatten(state, plan.picture))};
        request.outpaint = plan.outpaint;
        if (inpaint || plan.onlyMasked) {
            MaskOptions options = use.options;
            options.grow = use.grow;
            options.only_masked = plan.onlyMasked;
            options.padding = plan.padding;
            if (inpaint) {
                options.mask = SourceImage{{}, maskImageOf(mask)};
                request.inpaint = options;
            }
        }
        if (inpaint || plan.outpaint.any()) {
            job.mask = QImage(state.frame.size(), QImage::Format_Grayscale8);
            job.mask.fill(255); // what is beyond the picture is all new
            QPainter painter(&job.mask);
            const QPoint at = plan.picture.topLeft() - state.frame.topLeft();
            if (inpaint)
                painter.drawImage(at, mask);
            else
                painter.fillRect(QRect(at, plan.picture.size()), Qt::black);
        }
    }
    job.draft.mode = pictureModeOf(parameters.mode);
    if (!page.isEmpty())
        job.draft.parent = document::resultOf(state);
    return job;
}

} // namespace

bool hasPicture(const document::DocumentState &state) { return !state.base.tileBounds().isEmpty() || !state.layers.empty(); }

document::FramePlan planOf(const document::DocumentState &state, Mode mode, int native) {
    const QRect page = pageOf(state, mode);
    QRect masked;
    if (mode == Mode::Inpaint && !page.isEmpty())
        masked = boxOf(state.mask, page & state.frame);
    return document::planFrame(page, state.frame, masked, native);
}

double maskBlur(const Parameters &parameters) { return parameters.feather * featherToSigma; }

Result<DocumentJob> jobOf(const document::DocumentState &state, const Parameters &parameters, int native) {
    MaskUse use;
    use.options.blur = maskBlur(parameters);
    use.options.fill = parameters.fill;
    return build(state, parameters, native, use);
}

Result<DocumentJob> removalOf(const document::DocumentState &state, const Parameters &parameters, int native) {
    Parameters removal = parameters;
    removal.mode = Mode::Inpaint;
    removal.prompt.clear();
    removal.strength = 1.0;
    MaskUse use{{}, removalGrow};
    use.options.blur = removalGrow * featherToSigma;
    use.options.fill = Fill::Blur;
    SFUMATO_TRY(auto job, build(state, removal, native, use));
    job.draft.mode = service::PictureMode::Remove;
    job.draft.label = QCoreApplication::translate("DocumentJob", "Remove object");
    return job;
}

} // namespace sfumato::ui
