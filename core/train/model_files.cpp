// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/model_files.h"

#include <nlohmann/json.hpp>

#include "core/base/file_io.h"
#include "core/torch/tensor_file.h"
#include "core/train/network_configs.h"

namespace sfumato::train {
namespace {

namespace fs = std::filesystem;

Result<void> write_part(const fs::path &folder, const char *file, const nlohmann::json &config,
                        const std::map<std::string, at::Tensor> &weights) {
    fs::create_directories(folder);
    std::map<std::string, at::Tensor> halves;
    for (const auto &[name, tensor] : weights)
        halves[name] = tensor.detach().to(at::kHalf);
    SFUMATO_CHECK(write_tensors(folder / file, halves, {{"format", "pt"}}));
    return write_file(folder / "config.json", config.dump(2) + "\n");
}

Result<void> copy_folder(const fs::path &from, const fs::path &to) {
    std::error_code error;
    fs::create_directories(to, error);
    for (const auto &entry : fs::directory_iterator(from, error))
        if (entry.is_regular_file() && !error)
            fs::copy_file(entry.path(), to / entry.path().filename(), fs::copy_options::overwrite_existing, error);
    if (error)
        return fail(ErrorCode::Unreadable, display(from), "cannot be copied: " + error.message());
    return {};
}

} // namespace

std::string scheduler_config(sampling::PredictionType prediction) {
    using enum sampling::PredictionType;
    return nlohmann::json{{"_class_name", "DDIMScheduler"},
                          {"beta_end", 0.012},
                          {"beta_schedule", "scaled_linear"},
                          {"beta_start", 0.00085},
                          {"clip_sample", false},
                          {"num_train_timesteps", 1000},
                          {"prediction_type", prediction == Epsilon ? "epsilon" : prediction == Sample ? "sample" : "v_prediction"},
                          {"rescale_betas_zero_snr", training_noise(prediction).zero_terminal_snr},
                          {"set_alpha_to_one", true},
                          {"steps_offset", 0},
                          {"timestep_spacing", "trailing"},
                          {"trained_betas", nullptr}}
               .dump(2) +
           "\n";
}

Result<void> write_model(const fs::path &folder, const TrainedModel &model) {
    const auto nothing = nlohmann::json::array({nullptr, nullptr});
    const nlohmann::json index{{"_class_name", "StableDiffusionPipeline"},
                               {"feature_extractor", nothing},
                               {"image_encoder", nothing},
                               {"requires_safety_checker", false},
                               {"safety_checker", nothing},
                               {"scheduler", {"diffusers", "DDIMScheduler"}},
                               {"text_encoder", {"transformers", "CLIPTextModel"}},
                               {"tokenizer", {"transformers", "CLIPTokenizer"}},
                               {"unet", {"diffusers", "UNet2DConditionModel"}},
                               {"vae", {"diffusers", "AutoencoderKL"}}};
    fs::create_directories(folder / "scheduler");
    SFUMATO_CHECK(write_part(folder / "unet", "diffusion_pytorch_model.safetensors", modelio::to_json(model.unet), model.unet_weights));
    SFUMATO_CHECK(write_part(folder / "text_encoder", "model.safetensors", modelio::to_json(model.text), model.text_weights));
    SFUMATO_CHECK(copy_folder(model.vae, folder / "vae"));
    SFUMATO_CHECK(copy_folder(model.tokenizer, folder / "tokenizer"));
    SFUMATO_CHECK(write_file(folder / "scheduler" / "scheduler_config.json", scheduler_config(model.prediction)));
    return write_file(folder / "model_index.json", index.dump(2) + "\n");
}

} // namespace sfumato::train
