// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/weight_loader.h"

#include <algorithm>
#include <sstream>

#include "core/base/file_io.h"

namespace sfumato::nn {
namespace {

std::string list(const std::vector<std::string> &complaints) {
    constexpr size_t shown = 5;
    std::string text;
    for (size_t i = 0; i < std::min(shown, complaints.size()); ++i)
        text += (i ? ", " : "") + complaints[i];
    if (complaints.size() > shown)
        text += " and " + std::to_string(complaints.size() - shown) + " more";
    return text;
}

std::string shown(at::IntArrayRef shape) {
    std::ostringstream text;
    text << shape;
    return text.str();
}

} // namespace

WeightLoader::WeightLoader(const modelio::TensorSource &source, at::TensorOptions wanted, CancelToken cancel)
    : source_(source), reader_(source, wanted), cancel_(std::move(cancel)) {}

at::Tensor WeightLoader::take(const std::string &name, at::IntArrayRef shape, Init, int64_t) {
    cancel_.check();
    const auto *entry = source_.find(name);
    if (!entry) {
        missing_.push_back(name);
        return {};
    }
    // The VAE's attention is stored as linear layers or, in old files, as 1x1 convolutions of the same numbers.
    std::vector<int64_t> stored = entry->shape;
    while (stored.size() > shape.size() && stored.back() == 1)
        stored.pop_back();
    if (at::IntArrayRef(stored) != shape) {
        mismatched_.push_back(name + " is " + shown(entry->shape) + " where the config asks for " + shown(shape));
        return {};
    }
    auto tensor = reader_.read(name);
    if (!tensor) {
        unreadable_.push_back(tensor.error());
        return {};
    }
    return taken_[name] = tensor->reshape(shape);
}

Result<std::vector<std::string>> WeightLoader::finish() const {
    if (!unreadable_.empty())
        return tl::unexpected<Error>(unreadable_.front());
    if (!missing_.empty())
        return fail(ErrorCode::MissingTensor, display(source_.path()), "lacks " + list(missing_),
                    "the file is incomplete or belongs to another kind of model");
    if (!mismatched_.empty())
        return fail(ErrorCode::ShapeMismatch, display(source_.path()), list(mismatched_),
                    "the config does not describe this file");
    std::vector<std::string> unused;
    for (const auto &name : source_.names())
        if (!taken_.contains(name))
            unused.push_back(name);
    return unused;
}

} // namespace sfumato::nn
