// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/torch/tensor_image.h"

#include <algorithm>
#include <cassert>
#include <cstring>

#include "core/base/error.h"

namespace sfumato {
namespace {

/// [1,C,H,W] fp32, 0..1, with memory of its own.
at::Tensor unit_values(const Image &image) {
    auto pixels = at::empty({image.height, image.width, image.channels}, at::kByte);
    if (!image.empty())
        std::memcpy(pixels.mutable_data_ptr<uint8_t>(), image.pixels.data(), image.pixels.size());
    return pixels.permute({2, 0, 1}).unsqueeze(0).to(at::kFloat, /*non_blocking=*/false, /*copy=*/false, at::MemoryFormat::Contiguous) /
           255.0;
}

} // namespace

at::Tensor tensor_from_picture(const Image &picture, PixelRange range) {
    assert(picture.channels == 3 || picture.channels == 4);
    const auto values = unit_values(picture).narrow(1, 0, 3);
    return range == PixelRange::Signed ? values * 2.0 - 1.0 : values.contiguous();
}

at::Tensor tensor_from_mask(const Image &mask) {
    assert(mask.channels == 1);
    return unit_values(mask);
}

Image picture_from_tensor(const at::Tensor &values, PixelRange range) {
    const auto planes = (values.dim() == 4 ? values.squeeze(0) : values).detach().to(at::kCPU, at::kFloat);
    assert(planes.dim() == 3 && (planes.size(0) == 1 || planes.size(0) == 3));
    if (planes.isnan().any().item<bool>())
        throw Failure({ErrorCode::Internal, "the picture", "holds values that are not numbers",
                       "a number type with more range may help: --dtype f32"});
    const auto unit = range == PixelRange::Signed ? planes / 2.0 + 0.5 : planes;
    const auto pixels = (unit.clamp(0.0, 1.0) * 255.0).round().to(at::kByte).permute({1, 2, 0}).contiguous();
    Image image(static_cast<int>(pixels.size(1)), static_cast<int>(pixels.size(0)), static_cast<int>(pixels.size(2)));
    if (!image.empty())
        std::memcpy(image.pixels.data(), pixels.const_data_ptr<uint8_t>(), image.pixels.size());
    return image;
}

void put_strip(Image &picture, int64_t top, const at::Tensor &strip, PixelRange range) {
    const Image rows = picture_from_tensor(strip, range);
    assert(rows.width == picture.width && rows.channels == picture.channels && top + rows.height <= picture.height);
    std::copy(rows.pixels.begin(), rows.pixels.end(), picture.row(static_cast<int>(top)));
}

} // namespace sfumato
