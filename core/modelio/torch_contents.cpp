// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/modelio/torch_contents.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/base/printable.h"
#include "core/modelio/safetensors.h"

namespace sfumato::modelio {
namespace {

using pickle::Id;
using pickle::Kind;
using pickle::Node;

constexpr int max_nesting = 6;                ///< of dictionaries around a tensor
constexpr std::size_t max_visits = 2'000'000; ///< entries looked at; shared dictionaries count again
constexpr std::int64_t max_storage_numbers = std::int64_t{1} << 48; ///< what no file holds
constexpr std::size_t max_pair = 2; ///< dictionaries under one number
constexpr std::size_t max_metadata = 256, max_metadata_bytes = 4096;

struct Named {
    std::string_view name;
    ElementType type;
};

constexpr Named storages[] = {
    {"FloatStorage", ElementType::F32}, {"HalfStorage", ElementType::F16}, {"BFloat16Storage", ElementType::BF16},
    {"DoubleStorage", ElementType::F64}, {"LongStorage", ElementType::I64}, {"IntStorage", ElementType::I32},
    {"ShortStorage", ElementType::I16}, {"CharStorage", ElementType::I8}, {"ByteStorage", ElementType::U8},
    {"BoolStorage", ElementType::Bool},
};
constexpr Named dtypes[] = {
    {"float32", ElementType::F32}, {"float16", ElementType::F16}, {"bfloat16", ElementType::BF16},
    {"float64", ElementType::F64}, {"int64", ElementType::I64}, {"int32", ElementType::I32},
    {"int16", ElementType::I16}, {"int8", ElementType::I8}, {"uint8", ElementType::U8}, {"bool", ElementType::Bool},
    {"float8_e4m3fn", ElementType::F8E4M3}, {"float8_e5m2", ElementType::F8E5M2},
};
/// Names that stand for things of no use here; what they make is dropped unseen.
constexpr std::string_view harmless[] = {
    "collections.OrderedDict", "torch._utils._rebuild_tensor", "torch._utils._rebuild_tensor_v2",
    "torch._utils._rebuild_tensor_v3", "torch._utils._rebuild_parameter", "torch.storage.UntypedStorage",
    "torch.storage.TypedStorage", "torch.storage._LegacyStorage", "torch.Size", "torch.device",
    "torch.nn.parameter.Parameter", "torch.nn.modules.container.ParameterDict", "numpy.core.multiarray.scalar",
    "numpy.core.multiarray._reconstruct", "numpy._core.multiarray.scalar", "numpy._core.multiarray._reconstruct",
    "numpy.dtype", "numpy.ndarray", "_codecs.encode", "builtins.set", "__builtin__.set",
};

std::optional<ElementType> type_named(std::string_view global, std::string_view module, const auto &table) {
    if (!global.starts_with(module))
        return std::nullopt;
    for (const Named &row : table)
        if (row.name == global.substr(module.size()))
            return row.type;
    return std::nullopt;
}

/// Reads the objects of one pickle. Errors end everything.
class Contents {
public:
    explicit Contents(const pickle::Pickle &pickle) : pickle_(pickle) {}

    Result<TorchContents> read();

private:
    Result<void> visit(Id dict, const std::string &prefix, int depth);
    Result<void> visit_entry(Id key, Id value, const std::string &prefix, int depth);
    Result<void> keep_tensor(std::string name, Id object);
    Result<StoredTensor> tensor_of(const std::string &name, Id object) const;
    Result<void> read_storage(Id persistent, StoredTensor &tensor) const;
    Result<void> check_view(const StoredTensor &tensor) const;
    Result<void> list_storages();
    void note(const std::string &name, const Node &value);

    std::optional<Id> entry(Id dict, std::string_view key) const;
    std::optional<Id> parameters_of(Id object) const;
    std::optional<std::int64_t> whole(const std::vector<Id> &items, std::size_t index) const;
    std::optional<std::vector<std::int64_t>> sides(Id tuple) const;
    bool is_dict(Id id) const { return pickle_[id].kind == Kind::Dict; }
    static tl::unexpected<Error> bad(const std::string &name, std::string_view rule,
                                     ErrorCode code = ErrorCode::CorruptFile) {
        return fail(code, {}, fmt::format("tensor {} {}", in_quotes(name), rule));
    }

    const pickle::Pickle &pickle_;
    std::size_t visits_ = 0;
    TorchContents contents_;
};

std::optional<Id> Contents::entry(Id dict, std::string_view key) const {
    const auto &items = pickle_[dict].items;
    for (std::size_t i = 0; i + 1 < items.size(); i += 2)
        if (pickle_[items[i]].kind == Kind::Text && pickle_[items[i]].text == key)
            return items[i + 1];
    return std::nullopt;
}

std::optional<std::int64_t> Contents::whole(const std::vector<Id> &items, std::size_t index) const {
    if (index >= items.size() || pickle_[items[index]].kind != Kind::Integer)
        return std::nullopt;
    return pickle_[items[index]].integer;
}

/// A tuple of whole numbers, or torch.Size of one.
std::optional<std::vector<std::int64_t>> Contents::sides(Id tuple) const {
    const Node *node = &pickle_[tuple];
    if (pickle_.global_of(tuple) == "torch.Size" && node->kind == Kind::Object) {
        const auto &arguments = pickle_[node->items[1]].items;
        if (arguments.size() != 1)
            return std::nullopt;
        node = &pickle_[arguments.front()];
    }
    if ((node->kind != Kind::Tuple && node->kind != Kind::List) || node->items.size() > header_limits::max_rank)
        return std::nullopt;
    std::vector<std::int64_t> numbers;
    for (std::size_t i = 0; i < node->items.size(); ++i) {
        const auto number = whole(node->items, i);
        if (!number || *number < 0)
            return std::nullopt;
        numbers.push_back(*number);
    }
    return numbers;
}

/// ('storage', class, key, place, count[, view]) where a view is (key, offset, count).
Result<void> Contents::read_storage(Id persistent, StoredTensor &tensor) const {
    const Node &node = pickle_[persistent];
    const Node *id = node.kind == Kind::Persistent ? &pickle_[node.items.front()] : nullptr;
    if (!id || id->kind != Kind::Tuple || id->items.size() < 5 || id->items.size() > 6 ||
        pickle_[id->items[0]].text != "storage" || pickle_[id->items[2]].kind != Kind::Text)
        return bad(tensor.name, "has no storage");
    const std::string_view kind = pickle_.global_of(id->items[1]);
    const auto count = whole(id->items, 4);
    tensor.storage = pickle_[id->items[2]].text;
    if (!count || *count < 0 || *count > max_storage_numbers)
        return bad(tensor.name, "has a storage of no possible size");
    if (tensor.storage.empty() || tensor.storage.size() > 64 ||
        tensor.storage.find_first_not_of("0123456789abcdefABCDEF_-") != std::string::npos)
        return bad(tensor.name, fmt::format("has a storage called {}, which is no plain key", in_quotes(tensor.storage)));
    tensor.storage_numbers = static_cast<std::uint64_t>(*count);
    if (const auto type = type_named(kind, "torch.", storages)) {
        tensor.type = *type;
    } else if (kind == "torch.storage.UntypedStorage") {
        tensor.type = ElementType::U8; // counts bytes; the tensor's own dtype follows
    } else {
        return bad(tensor.name, fmt::format("has a storage of the kind {}", in_quotes(kind)), ErrorCode::UnsupportedFormat);
    }
    if (id->items.size() == 6 && pickle_[id->items[5]].kind != Kind::None)
        return bad(tensor.name, "is a view of a view, as only PyTorch before 0.4 wrote them", ErrorCode::UnsupportedFormat);
    return {};
}

Result<void> Contents::check_view(const StoredTensor &tensor) const {
    if (!bytes_of(tensor.type, tensor.shape))
        return bad(tensor.name, fmt::format("has the impossible shape [{}]", fmt::join(tensor.shape, ", ")));
    if (std::find(tensor.shape.begin(), tensor.shape.end(), 0) != tensor.shape.end())
        return {};
    std::uint64_t last = tensor.offset;
    for (std::size_t i = 0; i < tensor.shape.size(); ++i) {
        std::uint64_t step = 0;
        if (__builtin_mul_overflow(static_cast<std::uint64_t>(tensor.shape[i] - 1),
                                   static_cast<std::uint64_t>(tensor.strides[i]), &step) ||
            __builtin_add_overflow(last, step, &last))
            last = UINT64_MAX;
    }
    if (last >= tensor.storage_numbers)
        return bad(tensor.name, fmt::format("reaches outside its storage of {} numbers: shape [{}], strides [{}], offset {}",
                                            tensor.storage_numbers, fmt::join(tensor.shape, ", "),
                                            fmt::join(tensor.strides, ", "), tensor.offset));
    return {};
}

Result<StoredTensor> Contents::tensor_of(const std::string &name, Id object) const {
    const Node &node = pickle_[object];
    const std::string_view maker = pickle_.global_of(object);
    const auto &given = pickle_[node.items[1]].items;
    if (maker == "torch._utils._rebuild_parameter" || maker == "torch.nn.parameter.Parameter") {
        if (given.empty() || pickle_[given.front()].kind != Kind::Object ||
            !pickle_.global_of(given.front()).starts_with("torch._utils._rebuild_tensor"))
            return bad(name, "is a parameter without a tensor");
        return tensor_of(name, given.front());
    }
    StoredTensor tensor;
    tensor.name = name;
    if (given.size() < 4)
        return bad(name, "is described incompletely");
    SFUMATO_CHECK(read_storage(given[0], tensor));
    const auto offset = whole(given, 1);
    auto shape = sides(given[2]), strides = sides(given[3]);
    if (!offset || *offset < 0 || !shape || !strides || shape->size() != strides->size())
        return bad(name, "has no possible shape, strides and offset");
    tensor.offset = static_cast<std::uint64_t>(*offset);
    tensor.shape = std::move(*shape);
    tensor.strides = std::move(*strides);
    if (maker == "torch._utils._rebuild_tensor_v3") {
        const auto type = given.size() > 6 ? type_named(pickle_.global_of(given[6]), "torch.", dtypes) : std::nullopt;
        if (!type)
            return bad(name, "is of a type not known here", ErrorCode::UnsupportedFormat);
        tensor.storage_numbers = tensor.storage_numbers * bits_of(tensor.type) / bits_of(*type);
        tensor.type = *type;
    }
    SFUMATO_CHECK(check_view(tensor));
    return tensor;
}

Result<void> Contents::keep_tensor(std::string name, Id object) {
    if (name.empty() || name.size() > header_limits::max_name_bytes || name.find('\0') != std::string::npos)
        return bad(name, "has no possible name");
    if (contents_.tensors.size() >= header_limits::max_tensors)
        return fail(ErrorCode::LimitExceeded, {}, fmt::format("holds more than {} tensors", header_limits::max_tensors));
    SFUMATO_TRY(StoredTensor tensor, tensor_of(name, object));
    contents_.tensors.push_back(std::move(tensor));
    return {};
}

/// Of every tensor in the pickle, also those of an optimiser that no one asks for.
Result<void> Contents::list_storages() {
    for (Id id = 0; id < pickle_.nodes.size(); ++id) {
        if (pickle_[id].kind != Kind::Persistent)
            continue;
        StoredTensor any;
        any.name = "of the pickle";
        SFUMATO_CHECK(read_storage(id, any));
        contents_.storages.emplace(any.storage, any.type);
    }
    return {};
}

void Contents::note(const std::string &name, const Node &value) {
    if (contents_.metadata.size() >= max_metadata || name.size() > max_metadata_bytes)
        return;
    if (value.kind == Kind::Integer)
        contents_.metadata[name] = std::to_string(value.integer);
    else if (value.kind == Kind::Bool)
        contents_.metadata[name] = value.integer ? "true" : "false";
    else if (value.kind == Kind::Text && value.text.size() <= max_metadata_bytes)
        contents_.metadata[name] = value.text;
}

/// What a ParameterDict holds: it writes itself as an object with the tensors among its attributes.
std::optional<Id> Contents::parameters_of(Id object) const {
    const auto &items = pickle_[object].items;
    if (pickle_.global_of(object) == "torch.nn.modules.container.ParameterDict" && items.size() > 2 && is_dict(items[2]))
        return entry(items[2], "_parameters");
    return std::nullopt;
}

Result<void> Contents::visit_entry(Id key, Id value, const std::string &prefix, int depth) {
    const Node &key_node = pickle_[key], &node = pickle_[value];
    if (key_node.kind != Kind::Text && key_node.kind != Kind::Integer)
        return {};
    std::string name = prefix + (key_node.kind == Kind::Text ? std::string(key_node.text) : std::to_string(key_node.integer));
    if (node.kind == Kind::Dict)
        return visit(value, name + ".", depth + 1);
    // Hypernetworks keep a pair of dictionaries for each width, which is a whole number.
    if (key_node.kind == Kind::Integer && (node.kind == Kind::List || node.kind == Kind::Tuple) && node.items.size() <= max_pair) {
        for (std::size_t i = 0; i < node.items.size(); ++i)
            if (is_dict(node.items[i]))
                SFUMATO_CHECK(visit(node.items[i], fmt::format("{}.{}.", name, i), depth + 2));
        return {};
    }
    if (node.kind != Kind::Object) {
        note(name, node);
        return {};
    }
    const std::string_view maker = pickle_.global_of(value);
    if (maker.starts_with("torch._utils._rebuild_") || maker == "torch.nn.parameter.Parameter")
        return keep_tensor(std::move(name), value);
    if (const auto parameters = parameters_of(value); parameters && is_dict(*parameters))
        return visit(*parameters, name + ".", depth + 1);
    return {};
}

Result<void> Contents::visit(Id dict, const std::string &prefix, int depth) {
    if (depth > max_nesting || prefix.size() > header_limits::max_name_bytes)
        return {}; // no model is stored that deep
    const auto &items = pickle_[dict].items;
    for (std::size_t i = 0; i + 1 < items.size(); i += 2) {
        if (++visits_ > max_visits)
            return fail(ErrorCode::LimitExceeded, {}, fmt::format("holds more than {} entries", max_visits));
        SFUMATO_CHECK(visit_entry(items[i], items[i + 1], prefix, depth));
    }
    return {};
}

Result<TorchContents> Contents::read() {
    Id root = pickle_.root;
    if (!is_dict(root))
        return fail(ErrorCode::UnsupportedFormat, {}, "holds no dictionary of tensors but some other object");
    if (const auto inner = entry(root, "state_dict"); inner && is_dict(*inner)) {
        const auto &items = pickle_[root].items;
        for (std::size_t i = 0; i + 1 < items.size(); i += 2)
            if (pickle_[items[i]].kind == Kind::Text)
                note(std::string(pickle_[items[i]].text), pickle_[items[i + 1]]);
        root = *inner;
    } else if (const auto &items = pickle_[root].items; items.size() == 2 && is_dict(items[1])) {
        root = items[1];
    }
    SFUMATO_CHECK(visit(root, {}, 0));
    SFUMATO_CHECK(list_storages());
    auto &tensors = contents_.tensors;
    std::sort(tensors.begin(), tensors.end(), [](const StoredTensor &a, const StoredTensor &b) { return a.name < b.name; });
    const auto twin = std::adjacent_find(tensors.begin(), tensors.end(),
                                         [](const StoredTensor &a, const StoredTensor &b) { return a.name == b.name; });
    if (twin != tensors.end())
        return bad(twin->name, "stands twice in the file");
    return std::move(contents_);
}

} // namespace

bool is_torch_global(std::string_view name) {
    return std::find(std::begin(harmless), std::end(harmless), name) != std::end(harmless) ||
           type_named(name, "torch.", storages) || type_named(name, "torch.", dtypes) ||
           name.starts_with("pytorch_lightning.callbacks.");
}

Result<TorchContents> read_torch_contents(const pickle::Pickle &pickle) {
    return Contents(pickle).read();
}

} // namespace sfumato::modelio
