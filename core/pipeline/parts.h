// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/adapters/apply.h"
#include "core/adapters/hypernetwork.h"
#include "core/adapters/textual_inversion.h"
#include "core/api/engine.h"
#include "core/conditioning/prompt_conditioning.h"
#include "core/pipeline/control_files.h"
#include "core/pipeline/image_prompt_files.h"
#include "core/pipeline/model.h"
#include "core/pipeline/part_files.h"
#include "core/upscale/network.h"

namespace sfumato::pipeline {

/// An IP-Adapter with what looks at its picture.
struct ImagePrompt {
    std::shared_ptr<const vision::IpAdapter> adapter;
    std::shared_ptr<const vision::ClipVisionEncoder> encoder;
};

/// A request's model and all that it puts beside it.
struct Parts {
    std::shared_ptr<const Model> model; ///< as the request's adapters and autoencoder make it
    std::vector<adapters::Embedding> words;
    std::vector<Control> controls;                                 ///< as many as the request's
    std::vector<ImagePrompt> image_prompts;                        ///< likewise
    std::vector<std::shared_ptr<const adapters::Hypernetwork>> hypernetworks; ///< in the order in which they act
    std::shared_ptr<const Model> refiner;                          ///< or null
    std::shared_ptr<const vae::Autoencoder> preview_vae;           ///< or null
    std::shared_ptr<const upscale::Network> upscaler;              ///< for the finished picture, or null
    std::shared_ptr<const upscale::Network> hires_upscaler;        ///< between two passes, or null
    /// The model's autoencoder once more, in fp32. Errors: those of reading it.
    std::function<Result<std::shared_ptr<const vae::Autoencoder>>()> precise_vae;
    std::function<void()> let_go; ///< frees what is kept in memory besides, for when it runs short; may be empty
    std::vector<AdapterReport> reports;
    std::vector<std::string> warnings;
};

/// Is there everything that a request puts beside its model? Looks for files and reads none, so that a wrong name is
/// answered before a model is loaded. Errors: those of adapters_of() and hypernetworks_of(); NotFound naming option and file.
Result<void> check_parts_exist(const GenerationRequest &request);

/// A model's text encoders with the words they learnt, for a PromptEncoder; refers to the model.
std::vector<conditioning::Speaker> speakers(const Model &model, const std::vector<adapters::Embedding> &words);

/// Loads what requests put beside their models and keeps it for the next request. The model given is never changed:
/// adapters make new tensors for the weights they touch, and everything else is shared. Thread: the engine's.
class PartsLoader {
public:
    /// vocabulary: folder of CLIP's vocabulary for a refiner in a single file; need not exist.
    explicit PartsLoader(std::filesystem::path vocabulary = {}) : vocabulary_(std::move(vocabulary)) {}

    /// let_go (may be empty) frees what is kept in memory besides. Where memory runs short, all that was kept for the next
    /// request goes too, and they are loaded once more.
    /// Errors: those of adapters_of(), apply(), embeddings_of(), hypernetworks_of() and of loading each part.
    /// Throws Failure{Cancelled}.
    Result<Parts> load(const std::shared_ptr<const Model> &base, const GenerationRequest &request, const CancelToken &cancel,
                       const std::function<void()> &let_go = {});

    /// Lets go of everything, also of the model that was given: before another one is loaded.
    void clear() { *this = PartsLoader(std::move(vocabulary_)); }

private:
    Result<Parts> load_all(const std::shared_ptr<const Model> &base, const GenerationRequest &request, const CancelToken &cancel);
    Result<void> load_controls(Parts &parts, const GenerationRequest &request, const CancelToken &cancel);
    Result<void> load_image_prompts(Parts &parts, const GenerationRequest &request, const CancelToken &cancel);
    Result<void> load_hypernetworks(Parts &parts, const GenerationRequest &request, const CancelToken &cancel);
    Result<void> load_refiner(Parts &parts, const GenerationRequest &request, const CancelToken &cancel);
    Result<std::shared_ptr<const vae::Autoencoder>> autoencoder(const std::string &path, const Model &base, const CancelToken &cancel);

    Result<std::shared_ptr<const upscale::Network>> upscaler(const std::string &path, const CancelToken &cancel);

    /// The last model with adapters, and what they were.
    struct Adapted {
        std::string key;
        std::shared_ptr<const Model> model;
        std::vector<AdapterReport> reports;
        std::vector<std::string> warnings;
    };
    Result<void> adapt(const std::shared_ptr<const Model> &base, const std::vector<adapters::Use> &uses, const CancelToken &cancel);

    std::filesystem::path vocabulary_;
    std::shared_ptr<const Model> base_, refiner_;
    std::string refiner_key_;
    Adapted adapted_;
    std::map<std::string, std::shared_ptr<const vae::Autoencoder>> autoencoders_; ///< by path, size and time
    std::map<std::string, Control> controls_;                                     ///< likewise
    std::map<std::string, std::shared_ptr<const vision::IpAdapter>> ip_adapters_;
    std::map<std::string, std::shared_ptr<const vision::ClipVisionEncoder>> image_encoders_;
    std::map<std::string, std::shared_ptr<const adapters::Hypernetwork>> hypernetworks_; ///< by path, size, time and weight
    std::map<std::string, std::shared_ptr<const upscale::Network>> upscalers_;    ///< likewise
};

} // namespace sfumato::pipeline
