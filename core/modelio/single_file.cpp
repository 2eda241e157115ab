// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/modelio/single_file.h"

#include <system_error>
#include <utility>

#include "core/base/file_io.h"
#include "core/modelio/checkpoint_config.h"
#include "core/modelio/checkpoint_probe.h"

namespace sfumato::modelio {
namespace {

namespace fs = std::filesystem;

bool is_file(const fs::path &path) {
    std::error_code ignored;
    return fs::is_regular_file(path, ignored);
}

} // namespace

Result<fs::path> find_vocabulary(const fs::path &path, const fs::path &fallback) {
    const fs::path beside = path.parent_path();
    for (const fs::path &folder : {beside / "tokenizer", beside, fallback})
        if (is_file(folder / "vocab.json") && is_file(folder / "merges.txt"))
            return folder;
    return fail(ErrorCode::NotFound, display(path),
                "a single file holds no vocabulary, and none was found beside it" +
                    (fallback.empty() ? std::string() : " or in " + display(fallback)),
                "run ./sfumato.sh build once with a network connection, or name a diffusers folder with --config");
}

Result<DerivedConfigs> derive_configs(const TensorFile &file, const TensorIndex &tensors, const CheckpointLayout &layout) {
    DerivedConfigs derived;
    SFUMATO_TRY(derived.networks.unet, unet_config_of(tensors, *layout.unet, file.path()));
    SFUMATO_TRY(derived.networks.vae, vae_config_of(tensors, *layout.vae, file.path()));
    const bool xl = derived.networks.unet.addition_width > 0;
    SFUMATO_TRY(derived.networks.text, xl && !layout.text2 ? second_text_config_of(tensors, *layout.text, file.path()) // the refiner has it alone
                                                           : text_config_of(tensors, *layout.text, file.path()));
    if (xl)
        derived.networks.vae.scaling_factor = 0.13025;
    if (layout.text2) {
        SFUMATO_TRY(derived.networks.text2, second_text_config_of(tensors, *layout.text2, file.path()));
    }
    SFUMATO_TRY(const TrainingFacts facts, training_facts(file, tensors, *layout.unet));
    derived.scheduler = usual_scheduler(facts, xl);
    const bool second = derived.networks.unet.cross_attention_dim == 1024;
    derived.networks.unet.sample_size = xl ? 128 : second && facts.v_prediction ? 96 : 64;
    return derived;
}

Result<ModelFolder> open_single_file(const fs::path &path, const SingleFileHelp &help) {
    SFUMATO_TRY(auto file, open_tensor_file(path));
    const TensorIndex tensors(*file);
    const CheckpointLayout layout = find_parts(tensors);
    if (const ModelInfo info = describe_checkpoint(*file, tensors, layout); info.obstacle)
        return tl::unexpected<Error>(*info.obstacle);
    ModelFolder model;
    if (!help.config.empty()) {
        SFUMATO_TRY(model, open_config_folder(help.config));
    } else {
        SFUMATO_TRY(DerivedConfigs derived, derive_configs(*file, tensors, layout));
        model.unet = std::move(derived.networks.unet);
        model.vae = std::move(derived.networks.vae);
        model.text = std::move(derived.networks.text);
        model.scheduler = std::move(derived.scheduler);
        SFUMATO_TRY(const fs::path folder, find_vocabulary(path, help.vocabulary));
        model.vocabulary = folder / "vocab.json";
        model.merges = folder / "merges.txt";
        if (layout.text->naming == Naming::OpenClip)
            model.pad_token = 0; // OpenCLIP fills up with "!", CLIP with the end mark
        if (derived.networks.text2) {
            model.text2 = SecondText{std::move(*derived.networks.text2), {}, model.vocabulary, model.merges, 0};
            model.zeros_for_empty_prompt = true;
        }
    }
    model.root = path;
    if (help.config.empty())
        SFUMATO_CHECK(check_fit(model));
    if (model.text2.has_value() != layout.text2.has_value())
        return fail(ErrorCode::ShapeMismatch, display(path),
                    model.text2 ? "has one text encoder where its config describes two" : "has two text encoders where its config describes one",
                    "name a folder of the same kind of model with --config");
    const auto text2 = model.text2 ? std::optional(model.text2->config) : std::nullopt;
    SFUMATO_TRY(Checkpoint checkpoint, map_checkpoint(std::move(file), tensors, layout, {model.unet, model.vae, model.text, text2}));
    model.checkpoint = std::make_shared<const Checkpoint>(std::move(checkpoint));
    return model;
}

} // namespace sfumato::modelio
