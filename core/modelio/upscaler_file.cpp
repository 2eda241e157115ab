// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/modelio/upscaler_file.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>

#include <fmt/format.h>

#include "core/base/file_io.h"

namespace sfumato::modelio {
namespace {

constexpr int most_channels = 1024, most_blocks = 512, most_times = 16;

/// The tensors of one state dictionary, without the dictionary's own prefix.
using Names = std::map<std::string, const TensorEntry *, std::less<>>;

/// What this network's layout calls the parts of BasicSR's.
struct RrdbNames {
    std::string_view first;
    std::string_view block; ///< of a block, a dense part and a convolution: three numbers
    std::string_view trunk;
    std::string_view up, before_last, last;
};
constexpr RrdbNames basic_sr{"conv_first", "body.{}.rdb{}.conv{}", "conv_body", "conv_up{}", "conv_hr", "conv_last"};
constexpr RrdbNames mod{"conv_first", "RRDB_trunk.{}.RDB{}.conv{}", "trunk_conv", "upconv{}", "HRconv", "conv_last"};
/// The first ESRGAN numbers its layers: what follows the blocks depends on how often the picture is doubled.
constexpr RrdbNames numbered{"model.0", "model.1.sub.{}.RDB{}.conv{}.0", "", "", "", ""};

template <typename... Numbers>
std::string name_of(std::string_view pattern, Numbers... numbers) {
    return fmt::format(fmt::runtime(pattern), numbers...);
}

Names names_in(const TensorFile &file) {
    for (const std::string_view prefix : {"params_ema.", "params."}) {
        Names names;
        for (const TensorEntry &entry : file.tensors())
            if (entry.name.starts_with(prefix))
                names.emplace(entry.name.substr(prefix.size()), &entry);
        if (!names.empty())
            return names;
    }
    Names names;
    for (const TensorEntry &entry : file.tensors())
        names.emplace(entry.name, &entry);
    return names;
}

/// Size `dimension` of a tensor; 0 where there is none, or where it is unreasonable.
int side(const Names &names, const std::string &name, std::size_t dimension) {
    const auto found = names.find(name);
    if (found == names.end() || dimension >= found->second->shape.size())
        return 0;
    const std::int64_t size = found->second->shape[dimension];
    return size >= 1 && size <= most_channels * most_times ? static_cast<int>(size) : 0;
}

bool any_contains(const Names &names, std::string_view part) {
    return std::any_of(names.begin(), names.end(), [&](const auto &entry) { return entry.first.find(part) != std::string::npos; });
}

/// n where n * n = value, else 0.
int whole_root(int value) {
    for (int n = 1; n * n <= value; ++n)
        if (n * n == value)
            return n;
    return 0;
}

/// Collects tensors under the names that the network knows them by.
class Collection {
public:
    explicit Collection(const Names &names) : names_(names) {}

    /// Weight and bias of a layer; what is missing is left to the loader's complaint.
    void layer(const std::string &ours, const std::string &stored) {
        for (const char *part : {".weight", ".bias"})
            if (const auto found = names_.find(stored + part); found != names_.end())
                tensors_.push_back({ours + part, found->second, 0, {}, false});
    }
    const std::vector<Renamed> &tensors() const { return tensors_; }

private:
    const Names &names_;
    std::vector<Renamed> tensors_;
};

std::optional<RrdbNames> rrdb_names(const Names &names) {
    for (const RrdbNames &layout : {basic_sr, mod, numbered})
        if (names.contains(name_of(layout.block, 0, 1, 1) + ".weight") && names.contains(std::string(layout.first) + ".weight"))
            return layout;
    return std::nullopt;
}

/// Where the numbered layout keeps what follows the blocks.
struct NumberedTail {
    std::vector<int> ups;
    int before_last, last;
};

std::optional<NumberedTail> numbered_tail(const Names &names) {
    std::vector<int> layers; // convolutions behind the blocks, in their order
    for (const auto &[name, entry] : names) {
        int number = 0;
        const char *begin = name.data() + std::string_view("model.").size(), *end = name.data() + name.size();
        if (!name.starts_with("model.") || entry->shape.size() != 4)
            continue;
        const auto [rest, problem] = std::from_chars(begin, end, number);
        if (problem == std::errc() && std::string_view(rest, static_cast<std::size_t>(end - rest)) == ".weight" && number > 1)
            layers.push_back(number);
    }
    std::sort(layers.begin(), layers.end());
    if (layers.size() < 2)
        return std::nullopt;
    NumberedTail tail{{layers.begin(), layers.end() - 2}, layers[layers.size() - 2], layers.back()};
    return tail;
}

Result<UpscalerFile> read_rrdb(const std::shared_ptr<const TensorFile> &file, const Names &names, const RrdbNames &layout) {
    const std::string path = display(file->path());
    if (any_contains(names, ".conv1x1."))
        return fail(ErrorCode::UnsupportedFormat, path, "is an ESRGAN+ network (its blocks have 1x1 convolutions), which is not supported",
                    "an ordinary ESRGAN network serves");
    const bool is_numbered = layout.first == numbered.first;
    UpscalerShape shape;
    shape.width = side(names, std::string(layout.first) + ".weight", 0);
    shape.growth = side(names, name_of(layout.block, 0, 1, 1) + ".weight", 0);
    while (shape.blocks < most_blocks && names.contains(name_of(layout.block, shape.blocks, 1, 1) + ".weight"))
        ++shape.blocks;

    Collection found(names);
    found.layer("conv_first", std::string(layout.first));
    for (int block = 0; block < shape.blocks; ++block)
        for (int part = 1; part <= 3; ++part)
            for (int layer = 1; layer <= 5; ++layer)
                found.layer(name_of(basic_sr.block, block, part, layer), name_of(layout.block, block, part, layer));
    std::string last = std::string(layout.last);
    if (is_numbered) {
        const auto tail = numbered_tail(names);
        if (!tail)
            return fail(ErrorCode::MissingTensor, path, "has the blocks of an ESRGAN network but not what follows them");
        found.layer("conv_body", fmt::format("model.1.sub.{}", shape.blocks));
        for (const int up : tail->ups)
            found.layer(name_of(basic_sr.up, ++shape.doublings), fmt::format("model.{}", up));
        found.layer("conv_hr", fmt::format("model.{}", tail->before_last));
        last = fmt::format("model.{}", tail->last);
    } else {
        found.layer("conv_body", std::string(layout.trunk));
        while (names.contains(name_of(layout.up, shape.doublings + 1) + ".weight")) {
            ++shape.doublings;
            found.layer(name_of(basic_sr.up, shape.doublings), name_of(layout.up, shape.doublings));
        }
        found.layer("conv_hr", std::string(layout.before_last));
    }
    found.layer("conv_last", last);

    const int in = side(names, std::string(layout.first) + ".weight", 1), out = side(names, last + ".weight", 0);
    shape.unshuffle = in % 3 == 0 ? whole_root(in / 3) : 0;
    if (out != 3 || (shape.unshuffle != 1 && shape.unshuffle != 2 && shape.unshuffle != 4))
        return fail(ErrorCode::UnsupportedFormat, path,
                    fmt::format("takes {} channels and gives {}; only networks from RGB to RGB are supported", in, out));
    const int enlarged = 1 << std::min(shape.doublings, 10);
    shape.factor = enlarged / shape.unshuffle;
    if (shape.width < 1 || shape.width > most_channels || shape.growth < 1 || shape.growth > most_channels || shape.factor < 1 ||
        shape.factor > most_times || enlarged % shape.unshuffle != 0)
        return fail(ErrorCode::ShapeMismatch, path,
                    fmt::format("has {} channels, {} more a convolution and enlarges {}/{} times, which no network of this kind does",
                                shape.width, shape.growth, enlarged, shape.unshuffle));
    return UpscalerFile{shape, TensorSource(file, found.tensors())};
}

Result<UpscalerFile> read_srvgg(const std::shared_ptr<const TensorFile> &file, const Names &names) {
    const std::string path = display(file->path());
    UpscalerShape shape{UpscalerShape::Kind::Srvgg, 0, 0, side(names, "body.0.weight", 0), 0, 0, 1};
    int last = 0;
    while (last < 2 * most_blocks && names.contains(fmt::format("body.{}.weight", last + 1)))
        ++last;
    const int in = side(names, "body.0.weight", 1), out = side(names, fmt::format("body.{}.weight", last), 0);
    shape.blocks = last / 2 - 1;
    shape.factor = out % 3 == 0 ? whole_root(out / 3) : 0;
    if (in != 3 || shape.factor < 1)
        return fail(ErrorCode::UnsupportedFormat, path,
                    fmt::format("takes {} channels and its last layer gives {}; only networks from RGB to RGB are supported", in, out));
    if (last % 2 != 0 || shape.blocks < 0 || shape.width < 1 || shape.width > most_channels || shape.factor > most_times)
        return fail(ErrorCode::ShapeMismatch, path,
                    fmt::format("has {} layers of {} channels and enlarges {} times, which no compact network does", last + 1, shape.width,
                                shape.factor));
    Collection found(names);
    for (int layer = 0; layer <= last; ++layer)
        found.layer(fmt::format("body.{}", layer), fmt::format("body.{}", layer));
    return UpscalerFile{shape, TensorSource(file, found.tensors())};
}

/// The kinds that people have beside ours, by a tensor that only they have.
std::string_view other_kind(const Names &names) {
    constexpr std::pair<std::string_view, std::string_view> marks[] = {
        {"overlap_attn.", "HAT"},
        {"attn.attns.", "DAT"},
        {"relative_position_bias_table", "SwinIR"},
        {"attn.logit_scale", "Swin2SR"},
        {"block_1.c1_r.sk.weight", "SPAN"},
    };
    for (const auto &[part, kind] : marks)
        if (any_contains(names, part))
            return kind;
    return {};
}

} // namespace

std::string describe(const UpscalerShape &shape) {
    if (shape.kind == UpscalerShape::Kind::Srvgg)
        return fmt::format("SRVGG (compact), {} times, {} layers of {} channels", shape.factor, shape.blocks, shape.width);
    return fmt::format("ESRGAN, {} times, {} blocks of {} channels", shape.factor, shape.blocks, shape.width);
}

Result<UpscalerFile> read_upscaler(std::shared_ptr<const TensorFile> file) {
    const Names names = names_in(*file);
    if (const std::string_view other = other_kind(names); !other.empty())
        return fail(ErrorCode::UnsupportedFormat, display(file->path()),
                    fmt::format("is an upscaling network of the kind {}, which is not supported", other),
                    "networks of the kinds ESRGAN, Real-ESRGAN and SRVGG (compact) are");
    if (const auto layout = rrdb_names(names))
        return read_rrdb(file, names, *layout);
    if (any_contains(names, ".conv1x1."))
        return fail(ErrorCode::UnsupportedFormat, display(file->path()), "is an ESRGAN+ network, which is not supported",
                    "an ordinary ESRGAN network serves");
    if (side(names, "body.0.weight", 3) == 3 && side(names, "body.1.weight", 0) > 0)
        return read_srvgg(file, names);
    return fail(ErrorCode::UnsupportedFormat, display(file->path()), "is no upscaling network known here",
                "networks of the kinds ESRGAN, Real-ESRGAN and SRVGG (compact) are");
}

} // namespace sfumato::modelio
