// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/image.h"

namespace sfumato {

/// Which program's habits decide everything in which programs differ; each habit can be set on its own too.
enum class Conventions { Native, A1111, Diffusers, Comfy };
enum class NoiseSourceKind { Cpu, Nv };                        ///< torch's CPU generator, or CUDA's Philox in software
enum class TimestepRounding { Fractional, Integer };           ///< what the network is told between two timesteps
enum class Emphasis { Original, NoNorm, Ignore, None, Comfy }; ///< how (weights:1.2) act on the text context
enum class StrengthSteps { A1111, Diffusers, Comfy };          ///< how many steps run at a strength below 1
enum class MaskResample { Nearest, Area, Max };                ///< mask from pixels to latent cells
enum class InpaintBlend { A1111, Diffusers, Comfy };           ///< where kept latents are put back
enum class MaskMode { Soft, Hard, Differential };
enum class Fill { Original, Noise, Blur, Zero, Colour };
enum class EmptyNegative { Zeros, Encoded };                   ///< what SDXL is told where nothing is to be avoided
enum class DType { Auto, F32, BF16, F16 };
/// How a second pass's latents are made of the first pass's: resampled as they are, or by way of pixels.
enum class HiresMode { Latent, LatentAntialiased, LatentBicubic, LatentBicubicAntialiased, LatentNearest, LatentNearestExact, Pixel };

/// Habits set one by one; what is empty follows `conventions`.
struct Habits {
    Conventions conventions = Conventions::Native;
    std::optional<NoiseSourceKind> noise;
    std::optional<TimestepRounding> timesteps;
    std::optional<Emphasis> emphasis;
    std::optional<StrengthSteps> strength_steps;
    std::optional<bool> sgm_noise_multiplier;
    std::optional<MaskResample> mask_resample;
    std::optional<InpaintBlend> inpaint_blend;
    std::optional<EmptyNegative> empty_negative;
};

/// A picture given to a request: its pixels, and where they came from for the record.
struct SourceImage {
    std::string path;                    ///< may be empty (pasted, painted)
    std::shared_ptr<const Image> pixels; ///< never null once validated
};

/// What to repaint and how. Mask pixels: 255 = repaint.
struct MaskOptions {
    SourceImage mask;
    MaskMode mode = MaskMode::Soft;
    double blur = 4.0;          ///< Gaussian sigma, pixels, 0..256
    int grow = 0;               ///< pixels, -1024..1024; negative shrinks
    Fill fill = Fill::Original; ///< what the hole holds before denoising
    bool only_masked = false;   ///< work on the mask's surroundings at full resolution
    int padding = 32;           ///< pixels kept around the mask for only_masked, 0..1024
};

/// Pixels added on each side before inpainting them.
struct Outpaint {
    int left = 0, top = 0, right = 0, bottom = 0;
    bool any() const { return left || top || right || bottom; }
};

/// A second pass over the first one's result, at a larger size.
struct Hires {
    double scale = 2.0;           ///< times the request's size, 1..8
    double strength = 0.7;        ///< 0..1
    std::optional<int> steps;     ///< that the second pass runs; absent = as many as the first
    HiresMode mode = HiresMode::Latent;
    std::string upscaler;         ///< network that enlarges the pixels; only with HiresMode::Pixel; may be empty
    std::string prompt, negative; ///< of the second pass; empty = the request's own
};

/// A small file that changes the model's weights: LoRA and its relatives.
struct AdapterUse {
    std::string file;
    double weight = 1.0;               ///< -10..10, of the U-Net
    std::optional<double> text_weight; ///< likewise, of the text encoders; absent = as `weight`
};

/// Small networks that change what a model's attention makes its keys and values of.
struct HypernetworkUse {
    std::string file;
    double weight = 1.0; ///< -10..10
};

/// Who wins where prompt and control disagree.
enum class ControlMode {
    Balanced,
    Prompt,  ///< the control fades towards the finest maps
    Control, ///< likewise, but it says nothing to the pass without the prompt: ControlNet's "guess mode"
};

/// A network that steers the picture by another one (ControlNet, T2I-Adapter).
struct ControlUse {
    std::string file;         ///< checkpoint or diffusers folder
    SourceImage image;        ///< resized to the picture that is made
    std::string preprocessor; ///< what makes the control picture of `image`; empty = it is one already
    double weight = 1.0;      ///< 0..2
    double start = 0.0;       ///< share of the run it acts from, 0..1
    double end = 1.0;         ///< and up to
    std::string kind = {};    ///< what a union network is told the picture is; empty = as the preprocessor's pictures are
    ControlMode mode = ControlMode::Balanced;
};

/// A picture used as a prompt (IP-Adapter).
struct ImagePromptUse {
    std::string file;    ///< the adapter
    SourceImage image;   ///< cut to a square, as the image encoder sees it
    double weight = 1.0; ///< 0..2
    double start = 0.0;  ///< share of the run it acts from, 0..1
    double end = 1.0;    ///< and up to
};

/// A second model that takes over where little noise is left (SDXL's refiner).
struct RefinerUse {
    std::string model;      ///< checkpoint or diffusers folder; empty = none
    double switch_at = 0.8; ///< share of the noise schedule after which it works, 0..1
};

/// What SDXL is told about the size of the picture and where it was cut out; sizes of 0 are the picture's own.
struct SizeConditioning {
    int original_width = 0, original_height = 0; ///< pixels
    int crop_left = 0, crop_top = 0;             ///< pixels
    int target_width = 0, target_height = 0;     ///< pixels
    /// What the refiner is told of the picture's looks, and of those to avoid; 0..10.
    double aesthetic_score = 6.0, negative_aesthetic_score = 2.5;
};

/// Everything one job needs: a complete, serialisable value (engine/request_json is its one serialiser).
/// What is empty or 0 means "as the model recommends" and is filled in by Engine::resolve().
struct GenerationRequest {
    std::string model = "builtin"; ///< "builtin", a diffusers folder or a checkpoint file
    std::string config;            ///< diffusers folder that describes a single-file model

    std::vector<AdapterUse> adapters;    ///< besides those the prompt names by tags
    std::string adapter_folder;          ///< where <lora:name:weight> looks; may be empty
    std::vector<std::string> embeddings; ///< textual inversion files; the prompt names them by file stem
    std::string embedding_folder;        ///< where other words of the prompt may find one; may be empty
    std::string vae;                     ///< file or folder that replaces the model's autoencoder; may be empty
    std::string preview_vae;             ///< a tiny autoencoder that previews are decoded with; may be empty
    std::vector<HypernetworkUse> hypernetworks; ///< besides those the prompt names by tags
    std::string hypernetwork_folder;            ///< where <hypernet:name:weight> looks; may be empty
    std::vector<ControlUse> controls;
    std::vector<ImagePromptUse> image_prompts;
    std::string image_encoder; ///< CLIP vision encoder for them, file or folder; empty = looked for beside the adapter
    RefinerUse refiner;
    SizeConditioning size_conditioning;

    std::string prompt;   ///< UTF-8, in the A1111 grammar
    std::string negative; ///< UTF-8

    int width = 0;  ///< pixels, a multiple of 8
    int height = 0; ///< pixels, a multiple of 8
    std::optional<int> steps;
    std::optional<double> guidance;
    double guidance_rescale = 0.0; ///< 0..1
    std::optional<double> image_guidance; ///< how closely instruct-pix2pix models keep to the init picture
    std::optional<int> clip_skip;  ///< 1 = last layer, 2 = the one before

    std::string sampler;   ///< id, alias or display name
    std::string schedule;  ///< likewise; "automatic" = the sampler's usual one
    std::string scheduler; ///< text of a diffusers scheduler_config.json; overrides the two above
    /// Options of samplers and schedules by name: eta, s_noise, s_churn, s_tmin, s_tmax, rho, sigma_min, sigma_max.
    std::map<std::string, double> sampling_options;

    std::int64_t seed = -1; ///< -1 = drawn and recorded
    int count = 1;          ///< images in all; image i uses seed + i
    int batch = 1;          ///< images at once; does not change the pictures
    std::optional<std::int64_t> variation_seed;
    double variation_strength = 0.0; ///< 0..1

    std::optional<SourceImage> init;
    double strength = 0.75; ///< 0..1
    std::optional<MaskOptions> inpaint;
    Outpaint outpaint;

    std::optional<Hires> hires;
    int tile = 0;         ///< pixels a side of the overlapping windows the U-Net works on; 0 = the whole picture at once
    std::string upscaler; ///< network that enlarges the finished pictures; may be empty
    double upscale = 0.0; ///< by which factor, 0..16; 0 = the network's own

    Habits habits;

    std::string device = "auto"; ///< auto, cpu, cuda, cuda:N
    DType dtype = DType::Auto;
    int threads = 0;        ///< 0 = all
    double memory_gb = 0.0; ///< budget; 0 = what the machine has
    bool force_tiled_decode = false;

    std::string noise_in; ///< safetensors with noise to use instead of drawing any
    int shard_index = 0;  ///< only images i with i % shard_count == shard_index
    int shard_count = 1;
};

} // namespace sfumato
