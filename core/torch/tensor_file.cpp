// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/torch/tensor_file.h"

#include <algorithm>

#include "core/base/file_io.h"
#include "core/modelio/safetensors_writer.h"

namespace sfumato {

using modelio::ElementType;

std::optional<at::ScalarType> scalar_type(ElementType type) {
    switch (type) {
    case ElementType::Bool: return at::kBool;
    case ElementType::U8: return at::kByte;
    case ElementType::I8: return at::kChar;
    case ElementType::F8E5M2: return at::kFloat8_e5m2;
    case ElementType::F8E4M3: return at::kFloat8_e4m3fn;
    case ElementType::F8E4M3FNUZ: return at::kFloat8_e4m3fnuz;
    case ElementType::F8E5M2FNUZ: return at::kFloat8_e5m2fnuz;
    case ElementType::I16: return at::kShort;
    case ElementType::U16: return at::kUInt16;
    case ElementType::F16: return at::kHalf;
    case ElementType::BF16: return at::kBFloat16;
    case ElementType::I32: return at::kInt;
    case ElementType::U32: return at::kUInt32;
    case ElementType::F32: return at::kFloat;
    case ElementType::C64: return at::kComplexFloat;
    case ElementType::F64: return at::kDouble;
    case ElementType::I64: return at::kLong;
    case ElementType::U64: return at::kUInt64;
    default: return std::nullopt;
    }
}

ElementType element_type(at::ScalarType type) {
    for (int i = 0; i <= static_cast<int>(ElementType::F6E3M2); ++i)
        if (scalar_type(static_cast<ElementType>(i)) == type)
            return static_cast<ElementType>(i);
    throw Failure({ErrorCode::Internal, std::string(c10::toString(type)), "cannot be written to a safetensors file", {}});
}

namespace {

struct Stored {
    const modelio::TensorEntry *entry;
    at::ScalarType type;
};

Result<Stored> find_stored(const modelio::TensorSource &source, const std::string &name) {
    const auto *entry = source.find(name);
    if (!entry)
        return fail(ErrorCode::MissingTensor, display(source.path()), "has no tensor " + name);
    const auto type = scalar_type(entry->type);
    if (!type)
        return fail(ErrorCode::UnsupportedFormat, display(source.path()),
                    name + " is stored as " + std::string(to_string(entry->type)) + ", which cannot be computed with");
    return Stored{entry, *type};
}

} // namespace

Result<at::Tensor> read_tensor(const modelio::TensorSource &source, const std::string &name) {
    SFUMATO_TRY(const auto stored, find_stored(source, name));
    auto tensor = at::empty(stored.entry->shape, at::TensorOptions().dtype(stored.type));
    SFUMATO_CHECK(source.read(name, tensor.data_ptr()));
    return tensor;
}

Result<at::Tensor> ConvertingReader::read(const std::string &name) {
    SFUMATO_TRY(const auto stored, find_stored(source_, name));
    auto tensor = at::empty(stored.entry->shape, wanted_);
    if (tensor.scalar_type() == stored.type && tensor.is_cpu()) {
        SFUMATO_CHECK(source_.read(name, tensor.data_ptr()));
        return tensor;
    }
    if (!buffer_.defined()) {
        std::uint64_t largest = 0;
        for (const auto &other : source_.names())
            largest = std::max(largest, source_.find(other)->bytes);
        buffer_ = at::empty({static_cast<int64_t>(largest)}, at::kByte);
    }
    const auto bytes = buffer_.narrow(0, 0, static_cast<int64_t>(stored.entry->bytes));
    SFUMATO_CHECK(source_.read(name, bytes.data_ptr()));
    tensor.copy_(bytes.view(stored.type).view(stored.entry->shape));
    return tensor;
}

Result<std::map<std::string, at::Tensor>> read_tensors(const std::filesystem::path &path) {
    SFUMATO_TRY(const auto source, modelio::TensorSource::open(path));
    std::map<std::string, at::Tensor> tensors;
    for (const auto &name : source.names()) {
        SFUMATO_TRY(tensors[name], read_tensor(source, name));
    }
    return tensors;
}

Result<void> write_tensors(const std::filesystem::path &path, const std::map<std::string, at::Tensor> &tensors,
                           const std::map<std::string, std::string> &metadata) {
    std::vector<at::Tensor> owned; // keeps what the views point to
    std::vector<modelio::TensorView> views;
    for (const auto &[name, tensor] : tensors) {
        owned.push_back(tensor.detach().cpu().contiguous());
        views.push_back({name, element_type(owned.back().scalar_type()), owned.back().sizes().vec(), owned.back().const_data_ptr()});
    }
    return modelio::write_safetensors(path, views, metadata);
}

} // namespace sfumato
