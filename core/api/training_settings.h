// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "core/api/training.h"
#include "core/base/result.h"

namespace sfumato {

/// One setting of a training: a key of config files, `--key` with dashes for underscores as an option.
struct TrainingSetting {
    using Member = std::variant<int TrainingRequest::*, std::int64_t TrainingRequest::*, double TrainingRequest::*,
                                std::string TrainingRequest::*, std::vector<int> TrainingRequest::*,
                                std::optional<std::int64_t> TrainingRequest::*, std::optional<double> TrainingRequest::*>;
    std::string_view name;
    Member member;
    std::vector<TrainingKind> kinds; ///< that have it
    std::string_view help;           ///< what it is, without a full stop
    double least = 0, most = 0;      ///< of numbers
    std::vector<std::string_view> choices = {}; ///< of words; empty = any text

    bool belongs_to(TrainingKind kind) const;
    std::string option() const;      ///< "--save-minutes"
    std::string_view placeholder() const; ///< "N", "F", "N,N,..", "TEXT" or "A|B"
};

const std::vector<TrainingSetting> &training_settings();

/// "vae", "decoder", "model", "bpe", "reader". Errors: InvalidArgument with the nearest.
std::string_view name_of(TrainingKind kind);
Result<TrainingKind> training_kind(std::string_view name);

/// What a training of this kind does where nothing else is said.
TrainingRequest training_defaults(TrainingKind kind);

/// The JSON value that an option's text stands for, as a config file has it: a number, a list of numbers or the text.
/// Errors: InvalidArgument naming the option and what it takes.
Result<nlohmann::json> training_value(const TrainingSetting &setting, std::string_view text);

/// Sets what `settings`, an object, says. Of `steps` and `minutes` the one given replaces the other.
/// source: the file, for errors; empty where the settings are options, which are then named themselves.
/// Errors: CorruptFile (no object), InvalidArgument (an unknown key, with the nearest; one of another kind of training;
/// a value of another type or out of range; both steps and minutes).
Result<void> apply_training_settings(TrainingRequest &request, const nlohmann::json &settings, const std::string &source);

/// The rules between settings. Errors: InvalidArgument naming the setting and the rule.
Result<void> validate(const TrainingRequest &request);

/// Every setting of the request's kind, and `kind`.
nlohmann::json to_json(const TrainingRequest &request);

} // namespace sfumato
