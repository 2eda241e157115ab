// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/adapters/apply.h"
#include "core/adapters/textual_inversion.h"
#include "core/api/engine.h"
#include "core/conditioning/prompt_conditioning.h"
#include "core/pipeline/model.h"
#include "core/pipeline/part_files.h"

namespace sfumato::pipeline {

/// A request's model and all that it puts beside it.
struct Parts {
    std::shared_ptr<const Model> model; ///< as the request's adapters and autoencoder make it
    std::vector<adapters::Embedding> words;
    std::vector<Control> controls;                                 ///< as many as the request's
    std::shared_ptr<const vae::Autoencoder> preview_vae;           ///< or null
    std::vector<AdapterReport> reports;
    std::vector<std::string> warnings;
};

/// Is there everything that a request puts beside its model? Looks for files and reads none, so that a wrong name is
/// answered before a model is loaded. Errors: those of adapters_of(); NotFound naming option and file.
Result<void> check_parts_exist(const GenerationRequest &request);

/// The text encoders with the words they learnt, for a PromptEncoder; refers to `parts`.
std::vector<conditioning::Speaker> speakers(const Parts &parts);

/// Loads what requests put beside their models and keeps it for the next request. The model given is never changed:
/// adapters make new tensors for the weights they touch, and everything else is shared. Thread: the engine's.
class PartsLoader {
public:
    /// Errors: those of adapters_of(), apply(), embeddings_of(), load_autoencoder(), load_control().
    /// Throws Failure{Cancelled}.
    Result<Parts> load(const std::shared_ptr<const Model> &base, const GenerationRequest &request, const CancelToken &cancel);

    /// Lets go of everything, also of the model that was given: before another one is loaded.
    void clear() { *this = {}; }

private:
    Result<std::shared_ptr<const vae::Autoencoder>> autoencoder(const std::string &path, const Model &base, const CancelToken &cancel);

    /// The last model with adapters, and what they were.
    struct Adapted {
        std::string key;
        std::shared_ptr<const Model> model;
        std::vector<AdapterReport> reports;
        std::vector<std::string> warnings;
    };
    Result<void> adapt(const std::shared_ptr<const Model> &base, const std::vector<adapters::Use> &uses, const CancelToken &cancel);

    std::shared_ptr<const Model> base_;
    Adapted adapted_;
    std::map<std::string, std::shared_ptr<const vae::Autoencoder>> autoencoders_; ///< by path, size and time
    std::map<std::string, Control> controls_;                                     ///< likewise
};

} // namespace sfumato::pipeline
