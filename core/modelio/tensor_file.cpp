// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/modelio/tensor_file.h"

#include <utility>

#include "core/modelio/decoded_fp8.h"
#include "core/modelio/gguf.h"
#include "core/modelio/input_file.h"
#include "core/modelio/safetensors.h"
#include "core/modelio/torch_file.h"

namespace sfumato::modelio {
namespace {

template <typename File>
Result<std::shared_ptr<const TensorFile>> shared(Result<File> opened) {
    if (!opened)
        return tl::unexpected<Error>(std::move(opened.error()));
    return std::make_shared<const File>(std::move(*opened));
}

} // namespace

Result<void> TensorFile::read(const TensorEntry &entry, void *destination) const {
    return read_range(entry, 0, elements_of(entry), destination);
}

std::uint64_t elements_of(const TensorEntry &entry) {
    std::uint64_t count = 1; // cannot overflow: the readers have checked the size in bits
    for (const std::int64_t side : entry.shape)
        count *= static_cast<std::uint64_t>(side);
    return count;
}

Result<std::shared_ptr<const TensorFile>> open_tensor_file(const std::filesystem::path &path) {
    SFUMATO_TRY(InputFile file, InputFile::open(path));
    SFUMATO_TRY(const FileFormat format, file.format());
    switch (format) {
    case FileFormat::Zip:
    case FileFormat::Pickle: return shared(TorchFile::open(std::move(file)));
    case FileFormat::Gguf: return shared(GgufFile::open(std::move(file)));
    default: break;
    }
    SFUMATO_TRY(auto plain, shared(SafetensorsFile::open(std::move(file))));
    return decode_fp8(std::move(plain));
}

} // namespace sfumato::modelio
