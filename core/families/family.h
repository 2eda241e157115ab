// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <string>
#include <vector>

namespace sfumato::families {

/// What tells families apart, read from a model's configs and shapes.
struct Traits {
    int in_channels = 4;          ///< of the U-Net
    int latent_channels = 4;      ///< of the VAE
    int cross_attention_dim = 0;  ///< width of the text context
    int base_channels = 0;        ///< width of the U-Net's finest level
    bool linear_projection = false;
    bool v_prediction = false;
    bool text_time = false;       ///< the U-Net takes a pooled text and sizes: SDXL
    bool one_text = true;         ///< there is one text encoder: not SDXL, but its refiner
    bool told_guidance = false;   ///< the U-Net takes the guidance scale: an LCM
    bool own_description = false; ///< a sfumato.json lies in the folder: one of our own models
};

/// Latent (as the U-Net sees it) to RGB in -1..1: rgb = latent . rows + bias.
struct PreviewMatrix {
    std::vector<std::array<float, 3>> rows; ///< one a latent channel; empty = unknown, fitted on first use
    std::array<float, 3> bias = {0, 0, 0};
};

/// A kind of model: what distinguishes it and what suits it. Nothing else in the program asks for a version.
struct Family {
    std::string id;
    std::string name;
    int specificity = 0; ///< of several that match the most specific wins
    bool (*matches)(const Traits &) = nullptr;
    bool penultimate_text = false;  ///< contexts come from the last layer but one, without the final norm
    bool concatenates_mask = false; ///< the U-Net takes latent, mask and masked picture (9 channels)
    bool concatenates_picture = false; ///< the U-Net takes latent and the picture to edit (8 channels)
    int steps = 25;                 ///< recommended
    double guidance = 7.0;          ///< recommended
    double image_guidance = 1.0;    ///< recommended, of those that take a picture to edit
    PreviewMatrix preview = {};
    std::string source;
};

/// All families, most specific first.
const std::vector<Family> &all();

/// The most specific family that fits; the last resort is one that accepts everything of its channels.
/// Null where nothing fits, e.g. a U-Net with an unusual number of input channels.
const Family *detect(const Traits &traits);

/// Registers a family at start-up: `static const Registration registration{{...}};`
struct Registration {
    explicit Registration(Family family);
};

/// SD 1 and 2 share their VAE and thus this. Source: ComfyUI latent_formats.py (spec 4.7).
PreviewMatrix sd1_preview();
/// Of SDXL's autoencoder. Source: the same.
PreviewMatrix sdxl_preview();

} // namespace sfumato::families
