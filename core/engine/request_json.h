// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "core/api/request.h"
#include "core/base/result.h"

namespace sfumato {

/// Version of the JSON written; earlier ones are read, files of later versions are refused.
/// 2: adapters, embeddings, VAEs, control networks, size conditioning.
/// 3: hypernetworks, image prompts, refiner, kinds of control pictures, hires, tile, upscaler.
constexpr int request_json_version = 3;

/// What stands in the JSON for files: where they lie, or their names alone (nothing about the user's folders).
enum class PathStyle { Full, NameOnly };

/// A request as JSON text, `indent` spaces a level (-1 = one line). Pixels are not in it, only their paths;
/// choices that were left open are absent. Keys are the command line's options with underscores.
std::string to_json(const GenerationRequest &request, int indent = 2, PathStyle paths = PathStyle::Full);

/// Reads such a text strictly; what is absent keeps its default. Pixels of init, mask and control pictures stay null: the caller
/// loads them from their paths. `file` is named in errors.
/// Errors: CorruptFile (no JSON, duplicate keys), UnsupportedFormat (no version, a later one),
/// InvalidArgument naming an unknown key, a wrong type or a value with its range.
Result<GenerationRequest> request_from_json(std::string_view text, const std::string &file);

/// Holds every number of a request to its range, sizes to multiples of 8 and texts to UTF-8 without NUL.
/// Needs no model. Errors: InvalidArgument; the subject is the JSON key, e.g. "mask.blur".
Result<void> check_ranges(const GenerationRequest &request);

/// The names of a choice in JSON and on the command line, in the enum's order.
template <typename Choice>
inline constexpr std::array<std::string_view, 0> choice_names = {};
template <>
inline constexpr std::array<std::string_view, 4> choice_names<Conventions> = {"native", "a1111", "diffusers", "comfy"};
template <>
inline constexpr std::array<std::string_view, 3> choice_names<ControlMode> = {"balanced", "prompt", "control"};
template <>
inline constexpr std::array<std::string_view, 2> choice_names<NoiseSourceKind> = {"cpu", "nv"};
template <>
inline constexpr std::array<std::string_view, 2> choice_names<TimestepRounding> = {"fractional", "integer"};
template <>
inline constexpr std::array<std::string_view, 5> choice_names<Emphasis> = {"original", "no-norm", "ignore", "none", "comfy"};
template <>
inline constexpr std::array<std::string_view, 3> choice_names<StrengthSteps> = {"a1111", "diffusers", "comfy"};
template <>
inline constexpr std::array<std::string_view, 3> choice_names<MaskResample> = {"nearest", "area", "max"};
template <>
inline constexpr std::array<std::string_view, 3> choice_names<InpaintBlend> = {"a1111", "diffusers", "comfy"};
template <>
inline constexpr std::array<std::string_view, 3> choice_names<MaskMode> = {"soft", "hard", "differential"};
template <>
inline constexpr std::array<std::string_view, 5> choice_names<Fill> = {"original", "noise", "blur", "zero", "colour"};
template <>
inline constexpr std::array<std::string_view, 2> choice_names<EmptyNegative> = {"zeros", "encoded"};
template <>
inline constexpr std::array<std::string_view, 4> choice_names<DType> = {"auto", "f32", "bf16", "f16"};

template <>
inline constexpr std::array<std::string_view, 7> choice_names<HiresMode> = {
    "latent", "latent_antialiased", "latent_bicubic", "latent_bicubic_antialiased", "latent_nearest", "latent_nearest_exact", "pixel"};

template <typename Choice>
constexpr std::string_view name_of(Choice choice) {
    return choice_names<Choice>[static_cast<std::size_t>(choice)];
}

/// The choice of that name, in any case; nothing where there is none.
template <typename Choice>
std::optional<Choice> choice_named(std::string_view name) {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    for (std::size_t i = 0; i < choice_names<Choice>.size(); ++i)
        if (std::ranges::equal(choice_names<Choice>[i], name, {}, {}, lower))
            return static_cast<Choice>(i);
    return std::nullopt;
}

} // namespace sfumato
