// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "core/adapters/adapter.h"
#include "core/base/result.h"
#include "core/modelio/tensor_source.h"

namespace sfumato::adapters {

/// An adapter file with its keys sorted into modules; tensors are read when asked for.
class AdapterFile {
public:
    /// Errors: those of TensorSource::open(); UnsupportedFormat where no key is spelled as any algorithm spells them.
    static Result<AdapterFile> open(const std::filesystem::path &path);

    const std::filesystem::path &path() const { return source_.path(); }
    /// Module names as the file writes them, each with its keys by part.
    const std::map<std::string, std::map<std::string, std::string>> &modules() const { return modules_; }
    /// Keys that are no part of any algorithm.
    const std::vector<std::string> &unknown_keys() const { return unknown_; }
    /// What the file says it was made for, or nothing.
    std::string made_for() const;

    /// The parts of one module, fp32. Errors: those of reading; UnsupportedFormat for tensors that are no floats,
    /// CorruptFile for values that are no numbers.
    Result<Parts> parts(const std::string &module) const;

private:
    explicit AdapterFile(modelio::TensorSource source) : source_(std::move(source)) {}

    modelio::TensorSource source_;
    std::map<std::string, std::map<std::string, std::string>> modules_; ///< module -> part -> key
    std::vector<std::string> unknown_;
};

} // namespace sfumato::adapters
