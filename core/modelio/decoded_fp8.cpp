// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/modelio/decoded_fp8.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>

#include <fmt/format.h>

#include "core/base/file_io.h"
#include "core/base/printable.h"
#include "core/modelio/number_formats.h"

namespace sfumato::modelio {
namespace {

/// The weight that a scale belongs to, or nothing where the name is none of a scale.
std::optional<std::string> scaled_weight(std::string_view name) {
    for (const std::string_view ending : {".scale_weight", ".weight_scale"})
        if (name.ends_with(ending))
            return std::string(name.substr(0, name.size() - ending.size())) + ".weight";
    return std::nullopt;
}

bool serves_fp8_only(std::string_view name) {
    return name == "scaled_fp8" || name.ends_with(".scaled_fp8") || name.ends_with(".scale_input") ||
           name.ends_with(".input_scale");
}

class DecodedFp8 final : public TensorFile {
public:
    struct Source {
        const TensorEntry *stored;
        float scale = 1.0f;
    };

    explicit DecodedFp8(std::shared_ptr<const TensorFile> file) : file_(std::move(file)) {}

    const std::filesystem::path &path() const override { return file_->path(); }
    std::uint64_t file_bytes() const override { return file_->file_bytes(); }
    const std::vector<TensorEntry> &tensors() const override { return tensors_; }
    const std::map<std::string, std::string> &metadata() const override { return file_->metadata(); }
    std::string_view container() const override { return file_->container(); }

    Result<void> read_range(const TensorEntry &entry, std::uint64_t first, std::uint64_t count,
                            void *destination) const override {
        const Source &source = sources_[static_cast<std::size_t>(&entry - tensors_.data())];
        if (!is_fp8(source.stored->type))
            return file_->read_range(*source.stored, first, count, destination);
        // Read into the last quarter, then spread from the front: number i is read before its place is written.
        const auto numbers = static_cast<std::size_t>(count);
        auto *floats = static_cast<float *>(destination);
        const auto *packed = reinterpret_cast<const std::uint8_t *>(floats) + 3 * numbers;
        SFUMATO_CHECK(file_->read_range(*source.stored, first, count, const_cast<std::uint8_t *>(packed)));
        for (std::size_t i = 0; i < numbers; ++i)
            floats[i] = float_from_fp8(source.stored->type, packed[i]) * source.scale;
        return {};
    }

    void show(const TensorEntry &stored, float scale) {
        TensorEntry entry = stored;
        if (is_fp8(stored.type)) {
            entry.encoding = to_string(stored.type);
            entry.type = ElementType::F32;
            entry.bytes = 4 * stored.bytes;
        }
        tensors_.push_back(std::move(entry));
        sources_.push_back({&stored, scale});
    }

private:
    std::shared_ptr<const TensorFile> file_;
    std::vector<TensorEntry> tensors_;
    std::vector<Source> sources_; ///< of the tensor with the same index
};

Result<float> read_scale(const TensorFile &file, const TensorEntry &entry) {
    const auto bad = [&](ErrorCode code, std::string_view rule) {
        return fail(code, display(file.path()), fmt::format("the scale {} {}", in_quotes(entry.name), rule));
    };
    if (elements_of(entry) != 1 || bits_of(entry.type) > 64 || !converts_to_float(entry.type))
        return bad(ErrorCode::UnsupportedFormat, "is not a single number");
    std::uint64_t bits = 0;
    SFUMATO_CHECK(file.read(entry, &bits));
    float scale = 0.0f;
    to_floats(entry.type, &bits, 1, &scale);
    if (!std::isfinite(scale))
        return bad(ErrorCode::CorruptFile, "is not a finite number");
    return scale;
}

} // namespace

Result<std::shared_ptr<const TensorFile>> decode_fp8(std::shared_ptr<const TensorFile> file) {
    const auto &stored = file->tensors();
    if (std::none_of(stored.begin(), stored.end(), [](const TensorEntry &entry) { return is_fp8(entry.type); }))
        return file;
    std::unordered_map<std::string, float> scales;
    for (const TensorEntry &entry : stored)
        if (auto weight = scaled_weight(entry.name)) {
            SFUMATO_TRY(scales[*weight], read_scale(*file, entry));
        }
    auto decoded = std::make_shared<DecodedFp8>(file);
    for (const TensorEntry &entry : stored) {
        if (serves_fp8_only(entry.name) || scaled_weight(entry.name))
            continue;
        const auto scale = scales.find(entry.name);
        decoded->show(entry, scale == scales.end() ? 1.0f : scale->second);
    }
    return decoded;
}

} // namespace sfumato::modelio
