// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/modelio/checkpoint.h"

#include <algorithm>
#include <charconv>
#include <functional>
#include <optional>
#include <set>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/base/file_io.h"
#include "core/base/printable.h"
#include "core/modelio/key_map.h"

namespace sfumato::modelio {
namespace {

/// What becomes of one tensor: some tensors under new names, none of use, or nothing known.
enum class Use { Weight, Leftover, Unknown };

/// Renames the tensors of one part; `rest` is a name without the part's prefix.
using Renamer = std::function<Result<Use>(std::string_view rest, const TensorEntry &stored, std::vector<Renamed> &out)>;

Result<Use> keep(std::optional<std::string> name, const TensorEntry &stored, std::vector<Renamed> &out) {
    if (!name)
        return Use::Unknown;
    out.push_back({std::move(*name), &stored, 0, {}, false});
    return Use::Weight;
}

Renamer unet_renamer(const PartPlace &place, const UNetConfig &config) {
    if (place.naming == Naming::Diffusers)
        return [](std::string_view rest, const TensorEntry &stored, auto &out) { return keep(std::string(rest), stored, out); };
    return [map = KeyMap::unet(config)](std::string_view rest, const TensorEntry &stored, auto &out) {
        return keep(map.to_diffusers(rest), stored, out);
    };
}

Renamer vae_renamer(const PartPlace &place, const VaeConfig &config) {
    if (place.naming == Naming::Diffusers)
        return [](std::string_view rest, const TensorEntry &stored, auto &out) {
            return keep(current_vae_name(rest), stored, out);
        };
    return [map = KeyMap::vae(config)](std::string_view rest, const TensorEntry &stored, auto &out) {
        return keep(map.to_diffusers(rest), stored, out);
    };
}

/// The number in "transformer.resblocks.N....", or -1.
int block_number(std::string_view rest) {
    constexpr std::string_view stem = "transformer.resblocks.";
    int number = -1;
    if (rest.starts_with(stem))
        std::from_chars(rest.data() + stem.size(), rest.data() + rest.size(), number);
    return number;
}

/// OpenCLIP keeps query, key and value in one matrix, one below the other.
Result<Use> split_projection(const std::string &layer, std::string_view leaf, const TensorEntry &stored,
                             std::vector<Renamed> &out) {
    if (stored.shape.empty() || stored.shape.front() <= 0 || stored.shape.front() % 3 != 0)
        return fail(ErrorCode::ShapeMismatch, {},
                    fmt::format("tensor {} has the shape [{}], which is no query, key and value", in_quotes(stored.name),
                                fmt::join(stored.shape, ", ")));
    const auto rows = static_cast<std::uint64_t>(stored.shape.front()) / 3;
    std::uint64_t first = 0;
    for (const char *name : {"q_proj", "k_proj", "v_proj"}) {
        out.push_back({fmt::format("{}.self_attn.{}.{}", layer, name, leaf), &stored, first, rows, false});
        first += rows;
    }
    return Use::Weight;
}

Renamer open_clip_renamer(const TextConfig &config) {
    return [map = KeyMap::open_clip(config), layers = config.num_hidden_layers, projects = config.projects](
               std::string_view rest, const TensorEntry &stored, std::vector<Renamed> &out) -> Result<Use> {
        if (rest == "positional_embedding")
            return keep("text_model.embeddings.position_embedding.weight", stored, out);
        if (rest == "text_projection" && projects) { // OpenCLIP multiplies from the other side
            out.push_back({"text_projection.weight", &stored, 0, {}, true});
            return Use::Weight;
        }
        if (rest == "text_projection" || block_number(rest) >= layers)
            return Use::Leftover; // beyond the layer that is read
        for (const std::string_view leaf : {"weight", "bias"})
            if (rest.ends_with(fmt::format(".attn.in_proj_{}", leaf)))
                return split_projection(fmt::format("text_model.encoder.layers.{}", block_number(rest)), leaf, stored, out);
        return keep(map.to_diffusers(rest), stored, out);
    };
}

Renamer text_renamer(const PartPlace &place, const TextConfig &config) {
    if (place.naming == Naming::OpenClip)
        return open_clip_renamer(config);
    return [projects = config.projects](std::string_view rest, const TensorEntry &stored, std::vector<Renamed> &out) -> Result<Use> {
        if (rest.starts_with("text_projection"))
            return projects ? keep("text_projection.weight", stored, out) : Use::Leftover;
        constexpr std::string_view model = "text_model."; // which files of 2022 leave out
        const std::string_view inner = rest.starts_with(model) ? rest.substr(model.size()) : rest;
        const bool known = inner.starts_with("embeddings.") || inner.starts_with("encoder.layers.") ||
                           inner.starts_with("final_layer_norm.");
        return known ? keep(fmt::format("{}{}", model, inner), stored, out) : Use::Unknown;
    };
}

struct Part {
    const PartPlace &place;
    Renamer rename;
    std::vector<Renamed> &out;
};

Result<Use> place_tensor(const TensorEntry &stored, std::vector<Part> &parts) {
    const std::string_view name = stored.name;
    if (is_leftover(name) || is_marker(name))
        return Use::Leftover;
    for (Part &part : parts)
        if (name.starts_with(part.place.prefix))
            return part.rename(name.substr(part.place.prefix.size()), stored, part.out);
    return Use::Unknown;
}

const Renamed *twin_in(std::vector<Renamed> &tensors) {
    std::sort(tensors.begin(), tensors.end(), [](const Renamed &a, const Renamed &b) { return a.name < b.name; });
    const auto twin = std::adjacent_find(tensors.begin(), tensors.end(),
                                         [](const Renamed &a, const Renamed &b) { return a.name == b.name; });
    return twin == tensors.end() ? nullptr : &*twin;
}

} // namespace

Result<Checkpoint> map_checkpoint(std::shared_ptr<const TensorFile> file, const TensorIndex &tensors,
                                  const CheckpointLayout &layout, const NetworkConfigs &configs) {
    Checkpoint checkpoint;
    const std::string subject = display(file->path());
    checkpoint.file = std::move(file);
    // The U-Net comes last: its prefix may be empty.
    std::vector<Part> parts = {{*layout.vae, vae_renamer(*layout.vae, configs.vae), checkpoint.vae},
                               {*layout.text, text_renamer(*layout.text, configs.text), checkpoint.text}};
    if (configs.text2)
        parts.push_back({*layout.text2, text_renamer(*layout.text2, *configs.text2), checkpoint.text2});
    parts.push_back({*layout.unet, unet_renamer(*layout.unet, configs.unet), checkpoint.unet});
    for (const TensorEntry *stored : tensors.all()) {
        auto use = place_tensor(*stored, parts);
        if (!use) {
            use.error().subject = subject;
            return tl::unexpected<Error>(std::move(use.error()));
        }
        switch (*use) {
        case Use::Weight: ++checkpoint.report.weights; break;
        case Use::Leftover: ++checkpoint.report.leftovers; break;
        case Use::Unknown: checkpoint.report.unknown.push_back(stored->name); break;
        }
    }
    for (Part &part : parts)
        if (const Renamed *twin = twin_in(part.out))
            return fail(ErrorCode::CorruptFile, subject,
                        fmt::format("holds {} twice, as {} and under another name", in_quotes(twin->name),
                                    in_quotes(twin->stored->name)));
    return checkpoint;
}

} // namespace sfumato::modelio
