// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/adapters/hypernetwork.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "core/base/file_io.h"
#include "core/base/printable.h"
#include "core/torch/tensor_file.h"

namespace sfumato::adapters {
namespace {

constexpr int most_layers = 64;

struct NamedActivation {
    std::string_view name;
    at::Tensor (*apply)(const at::Tensor &);
};
/// As A1111 calls them: PyTorch's class names in small letters, with two of its own in front.
const NamedActivation activations[] = {
    {"swish", [](const at::Tensor &x) { return at::hardswish(x); }},
    {"leakyrelu", [](const at::Tensor &x) { return at::leaky_relu(x, 0.01); }},
    {"relu", [](const at::Tensor &x) { return at::relu(x); }},
    {"elu", [](const at::Tensor &x) { return at::elu(x); }},
    {"tanh", [](const at::Tensor &x) { return at::tanh(x); }},
    {"sigmoid", [](const at::Tensor &x) { return at::sigmoid(x); }},
    {"relu6", [](const at::Tensor &x) { return at::clamp(x, 0, 6); }},
    {"hardswish", [](const at::Tensor &x) { return at::hardswish(x); }},
    {"hardsigmoid", [](const at::Tensor &x) { return at::hardsigmoid(x); }},
    {"hardtanh", [](const at::Tensor &x) { return at::clamp(x, -1, 1); }},
    {"silu", [](const at::Tensor &x) { return at::silu(x); }},
    {"mish", [](const at::Tensor &x) { return at::mish(x); }},
    {"gelu", [](const at::Tensor &x) { return at::gelu(x); }},
    {"selu", [](const at::Tensor &x) { return at::selu(x); }},
    {"celu", [](const at::Tensor &x) { return at::celu(x); }},
    {"softplus", [](const at::Tensor &x) { return at::softplus(x); }},
    {"softsign", [](const at::Tensor &x) { return x / (1 + x.abs()); }},
    {"logsigmoid", [](const at::Tensor &x) { return at::log_sigmoid(x); }},
    {"tanhshrink", [](const at::Tensor &x) { return x - at::tanh(x); }},
};

/// "768.0.linear.1.weight" taken apart; old files write "linear2" for "linear.1".
struct Key {
    int64_t width;
    int half;     ///< 0: keys, 1: values
    int position; ///< among the layers
};

std::optional<Key> key_of(std::string_view name) {
    Key key{};
    const auto number = [&](auto &to) {
        const auto [end, problem] = std::from_chars(name.data(), name.data() + name.size(), to);
        if (problem != std::errc() || end == name.data())
            return false;
        name.remove_prefix(static_cast<std::size_t>(end - name.data()));
        return true;
    };
    const auto word = [&](std::string_view text) {
        if (!name.starts_with(text))
            return false;
        name.remove_prefix(text.size());
        return true;
    };
    if (!number(key.width) || !word(".") || !number(key.half) || !word(".linear"))
        return std::nullopt;
    const bool old = !word(".");
    if (!number(key.position) || key.half < 0 || key.half > 1 || key.width < 1 || key.position < (old ? 1 : 0) || key.position > most_layers)
        return std::nullopt;
    key.position -= old ? 1 : 0;
    return name == ".weight" || name == ".bias" ? std::optional(key) : std::nullopt;
}

} // namespace

/// Reads the layers of one file.
class Hypernetwork::Reader {
public:
    Reader(const modelio::TensorSource &source, const at::TensorOptions &wanted) : source_(source), wanted_(wanted) {}

    Result<void> read_settings();
    Result<Layers> layers(int64_t width, int half, const std::set<int> &positions) const;

private:
    tl::unexpected<Error> bad(ErrorCode code, std::string reason) const { return fail(code, display(source_.path()), std::move(reason)); }
    Result<at::Tensor> tensor(const std::string &module, const char *leaf) const;

    const modelio::TensorSource &source_;
    at::TensorOptions wanted_;
    Activation activation_ = nullptr;
    bool activates_output_ = false;
};

Result<void> Hypernetwork::Reader::read_settings() {
    const auto &told = source_.files().front()->metadata();
    const auto value = [&](const char *key) {
        const auto found = told.find(key);
        return found == told.end() ? std::string() : found->second;
    };
    activates_output_ = value("activate_output") == "true";
    const std::string name = value("activation_func");
    if (name.empty() || name == "linear")
        return {};
    const auto known = std::find_if(std::begin(activations), std::end(activations), [&](const NamedActivation &one) { return one.name == name; });
    if (known == std::end(activations))
        return bad(ErrorCode::UnsupportedFormat, fmt::format("is a hypernetwork with the activation {}, which is not known here", in_quotes(name)));
    activation_ = known->apply;
    return {};
}

Result<at::Tensor> Hypernetwork::Reader::tensor(const std::string &module, const char *leaf) const {
    const std::string name = module + leaf;
    if (!source_.find(name))
        return bad(ErrorCode::MissingTensor, fmt::format("tensor {} is missing", name));
    SFUMATO_TRY(const auto read, read_tensor(source_, name));
    const auto values = read.to(at::kFloat);
    if (!values.isfinite().all().item<bool>())
        return bad(ErrorCode::CorruptFile, fmt::format("{} holds values that are no numbers", in_quotes(name)));
    return values.to(wanted_);
}

Result<Hypernetwork::Layers> Hypernetwork::Reader::layers(int64_t width, int half, const std::set<int> &positions) const {
    Layers layers;
    int64_t wide = width;
    for (const int position : positions) {
        const std::string old = fmt::format("{}.{}.linear{}", width, half, position + 1);
        const std::string module = source_.find(old + ".weight") ? old : fmt::format("{}.{}.linear.{}", width, half, position);
        SFUMATO_TRY(auto weight, tensor(module, ".weight"));
        SFUMATO_TRY(auto bias, tensor(module, ".bias"));
        const bool norm = weight.dim() == 1;
        if (norm ? layers.empty() || weight.size(0) != wide : weight.dim() != 2 || weight.size(1) != wide)
            return bad(ErrorCode::ShapeMismatch, fmt::format("{} does not fit the {} channels before it", in_quotes(module), wide));
        if (bias.dim() != 1 || bias.size(0) != weight.size(0))
            return bad(ErrorCode::ShapeMismatch, fmt::format("{} has a bias of another length", in_quotes(module)));
        wide = weight.size(0);
        if (norm)
            layers.back().norm_weight = std::move(weight), layers.back().norm_bias = std::move(bias);
        else
            layers.push_back({std::move(weight), std::move(bias), activation_, {}, {}});
    }
    if (wide != width)
        return bad(ErrorCode::ShapeMismatch, fmt::format("makes {} channels of {} for attentions of that width", wide, width));
    if (!activates_output_)
        layers.back().activation = nullptr;
    return layers;
}

Result<Hypernetwork> Hypernetwork::open(const HypernetworkSource &source, const at::TensorOptions &wanted, const CancelToken &cancel) {
    SFUMATO_TRY(const auto tensors, modelio::TensorSource::open(source.file));
    std::map<int64_t, std::array<std::set<int>, 2>> found;
    for (const std::string &name : tensors.names())
        if (const auto key = key_of(name))
            found[key->width][static_cast<std::size_t>(key->half)].insert(key->position);
    if (found.empty())
        return fail(ErrorCode::UnsupportedFormat, display(source.file), "holds no hypernetwork: it has no layers for attentions of any width",
                    "LoRAs go to --lora, models to --model");
    Reader reader(tensors, wanted);
    SFUMATO_CHECK(reader.read_settings());
    Hypernetwork made;
    made.weight_ = source.weight;
    for (const auto &[width, halves] : found) {
        cancel.check();
        if (halves[0].empty() || halves[1].empty())
            return fail(ErrorCode::MissingTensor, display(source.file),
                        fmt::format("has layers for the {} of width {} alone", halves[0].empty() ? "values" : "keys", width));
        Pair pair;
        SFUMATO_TRY(pair.keys, reader.layers(width, 0, halves[0]));
        SFUMATO_TRY(pair.values, reader.layers(width, 1, halves[1]));
        made.pairs_.emplace(width, std::move(pair));
    }
    return made;
}

at::Tensor Hypernetwork::changed(const at::Tensor &x, const Layers &layers) const {
    auto h = x;
    for (const Layer &layer : layers) {
        h = at::linear(h, layer.weight, layer.bias);
        if (layer.activation)
            h = layer.activation(h);
        if (layer.norm_weight.defined())
            h = at::layer_norm(h, {layer.norm_weight.size(0)}, layer.norm_weight, layer.norm_bias);
    }
    return x + h * weight_;
}

void Hypernetwork::change_sources(at::Tensor &keys, at::Tensor &values) const {
    const auto found = pairs_.find(keys.size(-1));
    if (found == pairs_.end())
        return;
    keys = changed(keys, found->second.keys);
    values = changed(values, found->second.values);
}

std::vector<int64_t> Hypernetwork::widths() const {
    std::vector<int64_t> widths;
    for (const auto &[width, pair] : pairs_)
        widths.push_back(width);
    return widths;
}

} // namespace sfumato::adapters
