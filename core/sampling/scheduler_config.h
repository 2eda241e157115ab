// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "core/base/result.h"
#include "core/sampling/diffusers_scheduler.h"

namespace sfumato::sampling {

/// JSON as Python writes it: Infinity, -Infinity and NaN, which are not JSON, are read as null.
/// Errors: CorruptFile.
Result<nlohmann::json> parse_python_json(std::string_view text, const std::string &subject);

/// A scheduler_config.json with typed access. Absent and null values are the given fallback; a value of another kind
/// throws Failure{CorruptFile}, which plan_diffusers_scheduler() returns as an error.
class SchedulerConfig {
public:
    /// Errors: CorruptFile (not a JSON object, no _class_name).
    static Result<SchedulerConfig> parse(std::string_view text, const std::string &subject);

    const std::string &subject() const { return subject_; }
    const std::string &class_name() const { return class_name_; }

    double number(const char *name, double fallback) const;
    int integer(const char *name, int fallback) const;
    bool flag(const char *name, bool fallback) const;
    std::string text(const char *name, const char *fallback) const;
    bool has(const char *name) const; ///< present, not null, not an empty list

    /// Betas and prediction type, with the defaults of the class. Throws Failure.
    SchedulerTraining training() const;

    /// Throws Failure{UnsupportedFormat} about one option.
    [[noreturn]] void refuse(const std::string &what, const std::string &advice = {}) const;

private:
    nlohmann::json json_;
    std::string subject_;
    std::string class_name_;
};

} // namespace sfumato::sampling
