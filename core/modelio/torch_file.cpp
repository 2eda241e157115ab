// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/modelio/torch_file.h"

#include <algorithm>
#include <cstring>
#include <string_view>
#include <tuple>

#include <fmt/format.h>
#include <zlib.h>

#include "core/base/file_io.h"
#include "core/base/printable.h"
#include "core/modelio/byte_cursor.h"
#include "core/modelio/zip_archive.h"

namespace sfumato::modelio {
namespace {

/// What the old format begins with: a pickle of one number, then one of the protocol version 1001.
constexpr std::string_view old_magic = "\x80\x02\x8a\x0al\xfc\x9c\x46\xf9 j\xa8P\x19.";

Error about(const InputFile &file, Error error) {
    error.subject = display(file.path());
    return error;
}

Result<TorchContents> contents_of(const InputFile &file, const pickle::Pickle &pickle) {
    auto contents = read_torch_contents(pickle);
    if (!contents)
        return tl::unexpected<Error>(about(file, contents.error()));
    return contents;
}

bool is_row_major(const StoredTensor &tensor) {
    std::int64_t expected = 1;
    for (std::size_t i = tensor.shape.size(); i-- > 0;) {
        if (tensor.shape[i] != 1 && tensor.strides[i] != expected)
            return false;
        expected *= tensor.shape[i];
    }
    return true;
}

const ZipEntry *member(const std::vector<ZipEntry> &entries, std::string_view name) {
    const auto at = std::lower_bound(entries.begin(), entries.end(), name,
                                     [](const ZipEntry &entry, std::string_view wanted) { return entry.name < wanted; });
    return at != entries.end() && at->name == name ? &*at : nullptr;
}

/// The folder inside the archive, with its slash: that of the one data.pkl.
Result<std::string> archive_folder(const InputFile &file, const std::vector<ZipEntry> &entries) {
    constexpr std::string_view name = "data.pkl";
    const ZipEntry *found = nullptr;
    for (const ZipEntry &entry : entries) {
        if (!std::string_view(entry.name).ends_with(name))
            continue;
        if (found != nullptr)
            return file.fail(ErrorCode::CorruptFile, fmt::format("is an archive with two pickles: {} and {}",
                                                                 in_quotes(found->name), in_quotes(entry.name)));
        found = &entry;
    }
    if (found == nullptr || !found->name.ends_with("/data.pkl"))
        return file.fail(ErrorCode::UnsupportedFormat, "is a zip archive, but none of PyTorch: it has no data.pkl",
                         "if a model was packed into it, unpack it first");
    return found->name.substr(0, found->name.size() - name.size());
}

Result<std::string> read_member(const InputFile &file, const ZipEntry &entry, std::size_t most) {
    if (entry.bytes > most)
        return file.fail(ErrorCode::LimitExceeded,
                         fmt::format("{} has {} bytes; at most {} are read", in_quotes(entry.name), entry.bytes, most));
    std::string text(static_cast<std::size_t>(entry.bytes), '\0');
    SFUMATO_CHECK(file.read(entry.begin, text.data(), text.size()));
    const auto found = static_cast<std::uint32_t>(
        ::crc32_z(0, reinterpret_cast<const Bytef *>(text.data()), text.size()));
    if (found != entry.crc32)
        return file.fail(ErrorCode::CorruptFile,
                         fmt::format("{} is damaged: its CRC is {:08x} where {:08x} is stated", in_quotes(entry.name),
                                     found, entry.crc32),
                         "fetch the file again");
    return text;
}

Result<void> refuse_other_archives(const InputFile &file, const std::vector<ZipEntry> &entries, const std::string &folder) {
    for (const ZipEntry &entry : entries)
        if (entry.name.starts_with(folder + "code/") || entry.name == folder + "constants.pkl")
            return file.fail(ErrorCode::UnsupportedFormat, "is a TorchScript program, not a file of weights",
                             "save the model's state_dict, as safetensors if possible");
    if (const ZipEntry *order = member(entries, folder + "byteorder")) {
        SFUMATO_TRY(const std::string text, read_member(file, *order, 64));
        if (text != "little")
            return file.fail(ErrorCode::UnsupportedFormat, fmt::format("was written in {} byte order", in_quotes(text)));
    }
    return {};
}

} // namespace

Result<TorchFile> TorchFile::open(InputFile opened) {
    TorchFile file(std::move(opened));
    SFUMATO_TRY(const FileFormat format, file.file_.format());
    SFUMATO_CHECK(format == FileFormat::Zip ? file.open_archive() : file.open_pickles());
    return file;
}

Result<void> TorchFile::open_archive() {
    container_ = "a PyTorch archive";
    SFUMATO_TRY(const auto entries, read_zip_directory(file_));
    SFUMATO_TRY(const std::string folder, archive_folder(file_, entries));
    SFUMATO_CHECK(refuse_other_archives(file_, entries, folder));
    SFUMATO_TRY(const std::string text, read_member(file_, *member(entries, folder + "data.pkl"), pickle::limits::max_bytes));
    const auto pickle = pickle::read(text, is_torch_global);
    if (!pickle)
        return tl::unexpected<Error>(about(file_, pickle.error()));
    if (pickle->bytes != text.size())
        return file_.fail(ErrorCode::CorruptFile,
                          fmt::format("{} bytes follow the end of data.pkl", text.size() - pickle->bytes));
    SFUMATO_TRY(TorchContents contents, contents_of(file_, *pickle));
    metadata_ = std::move(contents.metadata);
    std::vector<Storage> storages;
    const std::string data = folder + "data/";
    for (const ZipEntry &entry : entries)
        if (entry.name.starts_with(data))
            storages.push_back({entry.name.substr(data.size()), entry.begin, entry.bytes});
    return place(std::move(contents.tensors), storages);
}

Result<void> TorchFile::open_pickles() {
    container_ = "a PyTorch file of the format before 1.6";
    std::string text(static_cast<std::size_t>(std::min<std::uint64_t>(file_.bytes(), pickle::limits::max_bytes)), '\0');
    SFUMATO_CHECK(file_.read(0, text.data(), text.size()));
    const std::string_view all = text;
    std::size_t at = 0;
    const auto next = [&]() -> Result<pickle::Pickle> {
        auto pickle = pickle::read(all.substr(at), is_torch_global);
        if (!pickle)
            return tl::unexpected<Error>(about(file_, pickle.error()));
        at += pickle->bytes;
        return pickle;
    };
    if (!all.starts_with(old_magic)) {
        SFUMATO_CHECK(next()); // tells what it asks for, where it asks for something
        return file_.fail(ErrorCode::UnsupportedFormat, "is a Python pickle, but none that PyTorch wrote");
    }
    at = old_magic.size();
    SFUMATO_TRY(const pickle::Pickle version, next());
    if (version[version.root].kind != pickle::Kind::Integer || version[version.root].integer != 1001)
        return file_.fail(ErrorCode::UnsupportedFormat, "is of an unknown version of PyTorch's old format");
    SFUMATO_TRY(const pickle::Pickle system, next());
    const auto &facts = system[system.root].items;
    for (std::size_t i = 0; i + 1 < facts.size(); i += 2)
        if (system[facts[i]].text == "little_endian" && system[facts[i + 1]].integer != 1)
            return file_.fail(ErrorCode::UnsupportedFormat, "was written in big-endian byte order");
    SFUMATO_TRY(const pickle::Pickle object, next());
    SFUMATO_TRY(TorchContents contents, contents_of(file_, object));
    metadata_ = std::move(contents.metadata);
    SFUMATO_TRY(const pickle::Pickle keys, next());

    // The storages follow in the order of that list: each its length in numbers, then the numbers.
    std::vector<Storage> storages;
    std::uint64_t place_at = at;
    for (const pickle::Id id : keys[keys.root].items) {
        const std::string key(keys[id].text);
        std::uint64_t numbers = 0;
        SFUMATO_CHECK(file_.read(place_at, &numbers, sizeof numbers));
        place_at += sizeof numbers;
        const auto known = contents.storages.find(key);
        if (known == contents.storages.end())
            return file_.fail(ErrorCode::CorruptFile, fmt::format("holds the storage {}, which no tensor uses", in_quotes(key)));
        std::uint64_t bytes = 0;
        if (__builtin_mul_overflow(numbers, static_cast<std::uint64_t>(bits_of(known->second) / 8), &bytes) ||
            bytes > file_.bytes() - place_at)
            return file_.fail(ErrorCode::CorruptFile,
                              fmt::format("byte {}: storage {} claims {} numbers past the end of the file", place_at,
                                          in_quotes(key), numbers),
                              "the download may be incomplete");
        storages.push_back({key, place_at, bytes});
        place_at += bytes;
    }
    return place(std::move(contents.tensors), storages);
}

Result<void> TorchFile::place(std::vector<StoredTensor> tensors, const std::vector<Storage> &storages) {
    std::vector<const Storage *> by_key;
    for (const Storage &storage : storages)
        by_key.push_back(&storage);
    std::sort(by_key.begin(), by_key.end(), [](const Storage *a, const Storage *b) { return a->key < b->key; });
    // Views may share a storage or repeat numbers; what they come to together stays in proportion to the file.
    std::uint64_t most = 4 * file_.bytes() + 65536;
    std::vector<std::pair<TensorEntry, std::vector<std::int64_t>>> placed;
    for (StoredTensor &tensor : tensors) {
        const auto at = std::lower_bound(by_key.begin(), by_key.end(), tensor.storage,
                                         [](const Storage *storage, const std::string &key) { return storage->key < key; });
        if (at == by_key.end() || (*at)->key != tensor.storage)
            return file_.fail(ErrorCode::CorruptFile, fmt::format("the storage {} of tensor {} is missing",
                                                                  in_quotes(tensor.storage), in_quotes(tensor.name)));
        const std::uint64_t width = static_cast<std::uint64_t>(bits_of(tensor.type)) / 8;
        if (tensor.storage_numbers > (*at)->bytes / width)
            return file_.fail(ErrorCode::CorruptFile,
                              fmt::format("tensor {} has a storage of {} bytes where {} numbers of {} bytes are promised",
                                          in_quotes(tensor.name), (*at)->bytes, tensor.storage_numbers, width));
        TensorEntry entry;
        entry.bytes = *bytes_of(tensor.type, tensor.shape); // checked with the view
        if (entry.bytes > most)
            return file_.fail(ErrorCode::LimitExceeded, fmt::format("tensor {} repeats its numbers too often: the tensors "
                                                                    "together are more than four times the file",
                                                                    in_quotes(tensor.name)));
        most -= entry.bytes;
        entry.begin = entry.bytes == 0 ? (*at)->begin : (*at)->begin + tensor.offset * width;
        entry.name = std::move(tensor.name);
        entry.type = tensor.type;
        const bool plain = is_row_major(tensor);
        entry.shape = std::move(tensor.shape);
        placed.emplace_back(std::move(entry), plain ? std::vector<std::int64_t>{} : std::move(tensor.strides));
    }
    std::sort(placed.begin(), placed.end(), [](const auto &a, const auto &b) {
        return std::tie(a.first.begin, a.first.name) < std::tie(b.first.begin, b.first.name);
    });
    for (auto &[entry, strides] : placed) {
        tensors_.push_back(std::move(entry));
        strides_.push_back(std::move(strides));
    }
    return {};
}

Result<void> TorchFile::gather(const TensorEntry &entry, const std::vector<std::int64_t> &strides, char *destination) const {
    const auto width = static_cast<std::size_t>(bits_of(entry.type) / 8);
    std::uint64_t span = 1;
    for (std::size_t i = 0; i < strides.size(); ++i)
        span += static_cast<std::uint64_t>(entry.shape[i] - 1) * static_cast<std::uint64_t>(strides[i]);
    std::string held(static_cast<std::size_t>(span) * width, '\0');
    SFUMATO_CHECK(file_.read(entry.begin, held.data(), held.size()));
    const std::uint64_t count = elements_of(entry);
    std::vector<std::int64_t> index(entry.shape.size(), 0);
    std::size_t from = 0;
    for (std::uint64_t n = 0; n < count; ++n) {
        std::memcpy(destination + n * width, held.data() + from * width, width);
        for (std::size_t axis = index.size(); axis-- > 0;) {
            from += static_cast<std::size_t>(strides[axis]);
            if (++index[axis] < entry.shape[axis])
                break;
            from -= static_cast<std::size_t>(strides[axis] * entry.shape[axis]);
            index[axis] = 0;
        }
    }
    return {};
}

Result<void> TorchFile::read_range(const TensorEntry &entry, std::uint64_t first, std::uint64_t count,
                                   void *destination) const {
    if (count == 0)
        return {};
    const auto &strides = strides_[static_cast<std::size_t>(&entry - tensors_.data())];
    const auto width = static_cast<std::uint64_t>(bits_of(entry.type)) / 8;
    if (strides.empty())
        return file_.read(entry.begin + first * width, destination, static_cast<std::size_t>(count * width));
    if (count == elements_of(entry))
        return gather(entry, strides, static_cast<char *>(destination));
    std::string whole(static_cast<std::size_t>(entry.bytes), '\0');
    SFUMATO_CHECK(gather(entry, strides, whole.data()));
    std::memcpy(destination, whole.data() + first * width, static_cast<std::size_t>(count * width));
    return {};
}

} // namespace sfumato::modelio
