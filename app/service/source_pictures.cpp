// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/service/source_pictures.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <memory>
#include <system_error>
#include <utility>

#include <QBuffer>
#include <QByteArray>
#include <QCryptographicHash>
#include <QImage>
#include <QImageWriter>

#include <fmt/format.h>

#include "app/service/image_file.h"
#include "core/base/file_io.h"

namespace sfumato::service {
namespace {

namespace fs = std::filesystem;

std::string nameOf(const Image &image) {
    QCryptographicHash hash(QCryptographicHash::Sha256);
    hash.addData(QByteArray::fromStdString(fmt::format("{}x{}x{}:", image.width, image.height, image.channels)));
    hash.addData(QByteArrayView(reinterpret_cast<const char *>(image.pixels.data()), static_cast<qsizetype>(image.pixels.size())));
    return hash.result().toHex().first(40).toStdString() + ".png";
}

/// Compressed quickly: whoever pressed Generate waits for it.
Result<QByteArray> quickPng(const Image &image) {
    const QImage::Format format = image.channels == 1 ? QImage::Format_Grayscale8 : QImage::Format_RGB888;
    const QImage view(image.pixels.data(), image.width, image.height, static_cast<qsizetype>(image.stride()), format);
    QByteArray png;
    QBuffer buffer(&png);
    buffer.open(QIODevice::WriteOnly);
    QImageWriter writer(&buffer, "png");
    writer.setQuality(89); // zlib level 1
    if (!writer.write(view))
        return fail(ErrorCode::Internal, "source picture", "could not be encoded: " + writer.errorString().toStdString());
    return png;
}

bool isBlack(const Image &mask) {
    return std::ranges::all_of(mask.pixels, [](std::uint8_t value) { return value == 0; });
}

} // namespace

template <typename Encode>
Result<fs::path> SourcePictures::keep(const std::string &name, const Encode &encode) const {
    const fs::path file = m_folder / name;
    std::error_code unknown;
    if (fs::exists(file, unknown)) {
        fs::last_write_time(file, fs::file_time_type::clock::now(), unknown);
        return file;
    }
    fs::create_directories(m_folder, unknown); // what fails here, fails below with its reason
    SFUMATO_TRY(const auto bytes, encode());
    SFUMATO_CHECK(write_file(file, std::string_view(bytes.data(), static_cast<std::size_t>(bytes.size()))));
    return file;
}

Result<fs::path> SourcePictures::store(const Image &image) const {
    return keep(nameOf(image), [&] { return quickPng(image); });
}

Result<fs::path> SourcePictures::storeFile(std::string_view bytes, const fs::path &original) const {
    constexpr std::array usual = {".png", ".jpg", ".jpeg", ".webp", ".bmp", ".gif", ".tif", ".tiff"};
    std::string ending = original.extension().string();
    std::ranges::transform(ending, ending.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    if (std::ranges::none_of(usual, [&](const char *one) { return ending == one; }))
        ending.clear();
    const QByteArrayView view(bytes.data(), static_cast<qsizetype>(bytes.size()));
    const QByteArray hash = QCryptographicHash::hash(view, QCryptographicHash::Sha256).toHex().first(40);
    return keep(hash.toStdString() + ending, [&] { return Result<std::string_view>(bytes); });
}

Result<void> SourcePictures::storeAll(GenerationRequest &request) const {
    for (SourceImage *picture : picturesOf(request)) {
        if (!picture->pixels)
            continue;
        const Image &pixels = *picture->pixels;
        SFUMATO_TRY(const fs::path file, store(pixels.channels == 4 ? onWhite(pixels) : pixels));
        *picture = SourceImage{file.string(), nullptr};
    }
    if (request.inpaint && request.inpaint->mask.pixels) {
        const Image &mask = *request.inpaint->mask.pixels;
        // Where only the added surroundings are repainted there is no mask to keep; loadSources() makes it again.
        SFUMATO_TRY(const fs::path file, request.outpaint.any() && isBlack(mask) ? Result<fs::path>(fs::path()) : store(mask));
        request.inpaint->mask = {file.string(), nullptr};
    }
    return {};
}

void SourcePictures::removeUnused(const std::set<std::string> &used, fs::file_time_type since) const {
    std::error_code problem;
    for (const fs::directory_entry &entry : fs::directory_iterator(m_folder, problem)) {
        const bool old = entry.last_write_time(problem) < since && !problem;
        if (old && entry.path().extension() == ".png" && !used.contains(entry.path().filename().string()))
            fs::remove(entry.path(), problem);
    }
}

std::vector<SourceImage *> picturesOf(GenerationRequest &request) {
    std::vector<SourceImage *> pictures;
    if (request.init)
        pictures.push_back(&*request.init);
    for (ControlUse &use : request.controls)
        pictures.push_back(&use.image);
    for (ImagePromptUse &use : request.image_prompts)
        pictures.push_back(&use.image);
    return pictures;
}

std::set<std::string> sourceNamesOf(const GenerationRequest &request) {
    std::set<std::string> names;
    const auto add = [&names](const SourceImage &picture) {
        if (!picture.path.empty())
            names.insert(fs::path(picture.path).filename().string());
    };
    if (request.init)
        add(*request.init);
    for (const ControlUse &use : request.controls)
        add(use.image);
    for (const ImagePromptUse &use : request.image_prompts)
        add(use.image);
    if (request.inpaint)
        add(request.inpaint->mask);
    return names;
}

Result<void> loadSources(GenerationRequest &request) {
    for (SourceImage *picture : picturesOf(request)) {
        if (picture->pixels)
            continue;
        SFUMATO_TRY(LoadedImage loaded, readImage(picture->path));
        if (loaded.pixels.channels == 4)
            loaded.pixels = onWhite(loaded.pixels);
        picture->pixels = std::make_shared<const Image>(std::move(loaded.pixels));
    }
    if (!request.inpaint || request.inpaint->mask.pixels)
        return {};
    SourceImage &mask = request.inpaint->mask;
    if (mask.path.empty() && request.init && request.outpaint.any()) { // only what is added is repainted
        mask.pixels = std::make_shared<const Image>(request.init->pixels->width, request.init->pixels->height, 1);
        return {};
    }
    SFUMATO_TRY(LoadedImage loaded, readMask(mask.path));
    const Image &pixels = loaded.pixels;
    if (request.init && (pixels.width != request.init->pixels->width || pixels.height != request.init->pixels->height))
        return fail(ErrorCode::InvalidArgument, display(mask.path),
                    fmt::format("is {}x{} pixels, but the picture it masks is {}x{}", pixels.width, pixels.height,
                                request.init->pixels->width, request.init->pixels->height));
    mask.pixels = std::make_shared<const Image>(std::move(loaded.pixels));
    return {};
}

} // namespace sfumato::service
