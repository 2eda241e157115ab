// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/adapters/adapter_tags.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <optional>
#include <system_error>

#include <fmt/format.h>

#include "core/base/file_io.h"
#include "core/base/nearest_name.h"
#include "core/base/printable.h"
#include "core/text/network_tags.h"

namespace sfumato::adapters {
namespace {

namespace fs = std::filesystem;

constexpr size_t most_adapters = 64;
constexpr size_t most_files = 20'000; ///< of a folder looked through
constexpr double largest_weight = 10.0;

/// Files by what tags call them: the path inside the folder without ending, and the bare name where it is unique enough.
using Names = std::map<std::string, fs::path>;

Result<Names> names_in(const std::string &folder) {
    Names names, bare;
    std::error_code problem;
    size_t seen = 0;
    for (fs::recursive_directory_iterator entry(folder, problem), end; !problem && entry != end; entry.increment(problem)) {
        if (++seen > most_files)
            return fail(ErrorCode::LimitExceeded, folder, fmt::format("has more than {} files", most_files));
        const auto ending = entry->path().extension();
        if (ending != ".safetensors" && ending != ".sft" && ending != ".pt" && ending != ".ckpt" && ending != ".bin")
            continue;
        auto inside = entry->path().lexically_relative(folder);
        names.emplace(inside.replace_extension().generic_string(), entry->path());
        bare.emplace(inside.filename().string(), entry->path());
    }
    if (problem)
        return fail(ErrorCode::Unreadable, folder, "cannot be looked through for LoRAs: " + problem.message());
    names.merge(bare); // a path wins over a bare name
    return names;
}

double number_in(std::string_view text) {
    if (text.starts_with('+'))
        text.remove_prefix(1);
    double value = 1.0; // StrippedPrompt has checked that it is one
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

Result<Use> use_of(const text::NetworkTag &tag, const fs::path &file) {
    Use use{file, 1.0, 1.0};
    std::optional<double> unet;
    int position = 0;
    for (const std::string &argument : tag.arguments) {
        const size_t equals = argument.find('=');
        const std::string name = equals == std::string::npos ? (position++ == 0 ? "te" : "unet") : argument.substr(0, equals);
        const double value = number_in(equals == std::string::npos ? argument : std::string_view(argument).substr(equals + 1));
        if (std::abs(value) > largest_weight)
            return fail(ErrorCode::InvalidArgument, "prompt", fmt::format("the tag of {} has weight {}, not -10 to 10", in_quotes(tag.name), value));
        if (name == "te")
            use.text_weight = value;
        else if (name == "unet")
            unet = value;
        else
            return fail(ErrorCode::InvalidArgument, "prompt", fmt::format("the tag of {} sets {}; te and unet are known", in_quotes(tag.name), in_quotes(name)));
    }
    use.unet_weight = unet.value_or(use.text_weight);
    return use;
}

/// What tags of one type mean, and where their files are.
struct TagPlace {
    const char *kind, *option;
    const std::string &folder;
};

/// The file that a tag names. names: the folder's, read when first needed; used: how many there are already.
Result<fs::path> file_of(const text::NetworkTag &tag, const TagPlace &place, size_t used, std::optional<Names> &names) {
    if (used == most_adapters)
        return fail(ErrorCode::LimitExceeded, "prompt", fmt::format("uses more than {} {}s", most_adapters, place.kind));
    if (place.folder.empty())
        return fail(ErrorCode::NotFound, "prompt", fmt::format("names the {} {}, but there is no folder to look in", place.kind, in_quotes(tag.name)),
                    fmt::format("give one by {0}-dir, or the file by {0}", place.option));
    if (!names) {
        SFUMATO_TRY(names, names_in(place.folder));
    }
    if (const auto found = names->find(tag.name); found != names->end())
        return found->second;
    std::vector<std::string> all;
    for (const auto &[name, file] : *names)
        all.push_back(name);
    return fail(ErrorCode::NotFound, "prompt", fmt::format("names the {} {}, which is not in {}", place.kind, in_quotes(tag.name), display(place.folder)),
                did_you_mean(tag.name, all));
}

} // namespace

Result<std::vector<Use>> adapters_of(const GenerationRequest &request, bool reads_tags, std::vector<std::string> &warnings) {
    std::vector<Use> uses;
    for (const AdapterUse &use : request.adapters)
        uses.push_back({use.file, use.weight, use.text_weight.value_or(use.weight)});
    if (!reads_tags)
        return uses;
    SFUMATO_TRY(const auto stripped, text::StrippedPrompt::strip(request.prompt));
    SFUMATO_TRY(const auto unwanted, text::StrippedPrompt::strip(request.negative));
    for (const auto &tag : unwanted.tags())
        if (tag.type == "lora" || tag.type == "lyco")
            warnings.push_back(fmt::format("the LoRA {} does nothing in the negative prompt", in_quotes(tag.name)));
    std::optional<Names> names;
    for (const auto &tag : stripped.tags()) {
        if (tag.type != "lora" && tag.type != "lyco")
            continue; // the prompt's reader has reported it
        SFUMATO_TRY(const auto file, file_of(tag, {"LoRA", "--lora", request.adapter_folder}, uses.size(), names));
        SFUMATO_TRY(auto use, use_of(tag, file));
        uses.push_back(std::move(use));
    }
    return uses;
}

Result<std::vector<HypernetworkSource>> hypernetworks_of(const GenerationRequest &request, bool reads_tags, std::vector<std::string> &warnings) {
    std::vector<HypernetworkSource> sources;
    for (const HypernetworkUse &use : request.hypernetworks)
        sources.push_back({use.file, use.weight});
    if (!reads_tags)
        return sources;
    SFUMATO_TRY(const auto stripped, text::StrippedPrompt::strip(request.prompt));
    SFUMATO_TRY(const auto unwanted, text::StrippedPrompt::strip(request.negative));
    for (const auto &tag : unwanted.tags())
        if (tag.type == "hypernet")
            warnings.push_back(fmt::format("the hypernetwork {} does nothing in the negative prompt", in_quotes(tag.name)));
    std::optional<Names> names;
    for (const auto &tag : stripped.tags()) {
        if (tag.type != "hypernet")
            continue;
        SFUMATO_TRY(const auto file, file_of(tag, {"hypernetwork", "--hypernetwork", request.hypernetwork_folder}, sources.size(), names));
        const double weight = tag.arguments.empty() ? 1.0 : number_in(tag.arguments.front());
        if (std::abs(weight) > largest_weight)
            return fail(ErrorCode::InvalidArgument, "prompt", fmt::format("the tag of {} has weight {}, not -10 to 10", in_quotes(tag.name), weight));
        sources.push_back({file, weight});
    }
    return sources;
}

} // namespace sfumato::adapters
