// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "core/api/request.h"
#include "core/base/result.h"

namespace CLI {
class App;
}

namespace sfumato::cli {

/// The options that describe a request, and the request they make. What is given replaces what --request holds.
class RequestOptions {
public:
    void addModel(CLI::App &app);    ///< --model, --config
    void addPrompts(CLI::App &app);  ///< --prompt, --negative, --prompt-file
    void addSampling(CLI::App &app); ///< sizes, counts, and what addSteps() adds
    void addSteps(CLI::App &app);    ///< steps, guidance, samplers, schedules, the seed
    void addPictures(CLI::App &app); ///< --init, --mask and what belongs to them
    void addParts(CLI::App &app);    ///< --lora, --embedding, --vae, --controlnet, --ip-adapter, --refiner and what belongs to them
    void addHires(CLI::App &app);    ///< --hires and what belongs to it
    void addUpscaling(CLI::App &app); ///< --tile, --upscaler, --scale
    void addHabits(CLI::App &app);   ///< --conventions and the single ones
    void addDevice(CLI::App &app);   ///< --device, --dtype, --threads, --memory
    void addRequest(CLI::App &app);  ///< --request, --noise-in, --shard

    /// The request with its files read (pictures, prompts, scheduler) and all its ranges checked; needs no model.
    /// `notes` receives what had to be decided about the pictures.
    /// Errors: InvalidArgument naming the option, and those of the files.
    Result<GenerationRequest> request(std::vector<std::string> &notes) const;

private:
    using Edit = std::function<void(GenerationRequest &)>;
    using MaskEdit = std::function<void(MaskOptions &)>;
    using HiresEdit = std::function<void(Hires &)>;

    void addWhole(CLI::App &app, const char *name, const char *help, void (*set)(GenerationRequest &, std::int64_t));
    Result<void> applyFiles(GenerationRequest &request) const;
    Result<void> applyMask(GenerationRequest &request) const;
    Result<void> applyHires(GenerationRequest &request) const;
    Result<void> applyControlChoices(GenerationRequest &request) const;
    Result<void> loadControls(GenerationRequest &request, std::vector<std::string> &notes) const;
    Result<void> loadPictures(GenerationRequest &request, std::vector<std::string> &notes) const;

    std::vector<Edit> m_edits;
    std::vector<MaskEdit> m_maskEdits;
    std::string m_maskOption; ///< the first option given that needs a mask
    std::vector<HiresEdit> m_hiresEdits;
    std::string m_hiresOption; ///< likewise, that needs --hires
    std::vector<std::string> m_preprocessors, m_controlKinds, m_controlModes; ///< one for all controls, or one each
    std::string m_requestFile, m_promptFile, m_schedulerFile, m_initFile, m_maskFile;
};

/// A text option or file as a prompt: valid UTF-8 without NUL; `-` is standard input. One line break at the end and
/// a byte order mark at the start are no part of it. Errors: InvalidArgument, LimitExceeded, those of the file.
Result<std::string> readPrompt(const std::string &file);

} // namespace sfumato::cli
