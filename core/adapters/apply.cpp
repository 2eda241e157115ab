// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/adapters/apply.h"

#include <algorithm>
#include <set>

#include <c10/util/Exception.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/adapters/adapter_file.h"
#include "core/base/file_io.h"
#include "core/base/printable.h"

namespace sfumato::adapters {
namespace {

const char *ending_of(Parameter parameter) { return parameter == Parameter::Weight ? ".weight" : ".bias"; }

bool contains_all(const Parts &parts, const std::vector<std::string> &wanted) {
    return std::all_of(wanted.begin(), wanted.end(), [&](const std::string &part) { return parts.contains(part); });
}

/// An algorithm and the parts it takes.
struct Chosen {
    const Algorithm *algorithm;
    const std::vector<std::string> *parts;
};

/// The algorithm that takes most of `left`, or one with null.
Chosen choose(const Parts &left) {
    Chosen best{nullptr, nullptr};
    for (const auto &algorithm : all())
        for (const auto &needs : algorithm.needs)
            if (contains_all(left, needs) && (!best.parts || needs.size() > best.parts->size()))
                best = {&algorithm, &needs};
    return best;
}

/// What would have to be there beside a part that nothing can be made of.
std::string lacking(const Parts &left, const std::string &part) {
    std::vector<std::string> fewest;
    bool known = false;
    for (const auto &algorithm : all())
        for (const auto &needs : algorithm.needs) {
            if (std::find(needs.begin(), needs.end(), part) == needs.end())
                continue;
            std::vector<std::string> missing;
            std::copy_if(needs.begin(), needs.end(), std::back_inserter(missing), [&](const auto &need) { return !left.contains(need); });
            if (!known || missing.size() < fewest.size())
                fewest = missing;
            known = true;
        }
    return fmt::format("{}", fmt::join(fewest, ", "));
}

/// What the parts of one module amount to: a change for each parameter, at full strength.
struct ModuleChange {
    std::map<Parameter, at::Tensor> changes;
    std::set<std::string> kinds;
};

class Merger {
public:
    Merger(const Networks &networks, const CancelToken &cancel) : networks_(networks), names_(networks), cancel_(cancel) {}

    Result<void> add(const Use &use);
    Changes finish();

private:
    const WeightTable &weights(int network) const {
        return network == 0 ? *networks_.unet : *networks_.text[static_cast<size_t>(network - 1)];
    }
    Result<ModuleChange> change_of(const AdapterFile &file, const std::string &name, const Module &module) const;
    at::Tensor original(const Module &module, Parameter parameter) const;

    const Networks &networks_;
    ModuleNames names_;
    CancelToken cancel_;
    std::map<std::pair<int, std::string>, at::Tensor> sums_; ///< network and key -> weighted sum of changes, fp32
    std::vector<AdapterReport> reports_;
    std::vector<std::string> warnings_;
};

at::Tensor Merger::original(const Module &module, Parameter parameter) const {
    const auto &table = weights(module.network);
    const auto found = table.find(module.name + ending_of(parameter));
    if (found == table.end())
        throw Failure({ErrorCode::MissingTensor, {}, "changes a bias where the model has none", {}});
    return found->second.to(at::kCPU, at::kFloat);
}

Result<ModuleChange> Merger::change_of(const AdapterFile &file, const std::string &name, const Module &module) const {
    SFUMATO_TRY(const Parts parts, file.parts(name));
    const auto about = [&](ErrorCode code, const std::string &reason) {
        const std::string made_for = file.made_for();
        return fail(code, display(file.path()), fmt::format("{} {}", in_quotes(name), reason),
                    made_for.empty() ? "was it made for another kind of model?" : fmt::format("it was made for {}", in_quotes(made_for)));
    };
    ModuleChange made;
    Parts left = parts;
    left.erase("alpha");
    try {
        std::vector<const Algorithm *> refinements;
        while (!left.empty()) {
            const auto [algorithm, taken] = choose(left);
            if (!algorithm)
                return about(ErrorCode::MissingTensor,
                             fmt::format("has {} but lacks {}", left.begin()->first, lacking(left, left.begin()->first)));
            for (const auto &part : *taken)
                left.erase(part);
            made.kinds.insert(algorithm->name);
            if (algorithm->refine) {
                refinements.push_back(algorithm);
                continue;
            }
            const auto weight = original(module, algorithm->parameter);
            const auto change = algorithm->change(parts, weight);
            if (change.numel() != weight.numel() || (change.dim() > 1 && change.size(0) != weight.size(0)))
                return about(ErrorCode::ShapeMismatch, fmt::format("gives {} values where the model has {}", change.numel(), weight.numel()));
            if (!change.isfinite().all().item<bool>())
                return about(ErrorCode::CorruptFile, "gives values that are no numbers");
            auto &sum = made.changes[algorithm->parameter];
            sum = sum.defined() ? sum + change.reshape(weight.sizes()) : change.reshape(weight.sizes());
        }
        for (const auto *refinement : refinements) {
            const auto changed = made.changes.find(refinement->parameter);
            if (changed == made.changes.end())
                return about(ErrorCode::MissingTensor, fmt::format("has the part of a {} but no change it acts on", refinement->name));
            changed->second = refinement->refine(parts, original(module, refinement->parameter), changed->second);
        }
    } catch (const Failure &failure) {
        return about(failure.error().code, failure.error().reason);
    } catch (const c10::Error &) { // parts that fit each other in no way an algorithm foresaw
        return about(ErrorCode::ShapeMismatch, "has parts whose shapes do not fit each other");
    }
    return made;
}

Result<void> Merger::add(const Use &use) {
    SFUMATO_TRY(const auto file, AdapterFile::open(use.file));
    AdapterReport report{display(use.file), {}, 0, 0};
    std::set<std::string> kinds, unmatched;
    for (const auto &[name, keys] : file.modules()) {
        cancel_.check();
        const Module *module = names_.find(name);
        if (!module) {
            unmatched.insert(name);
            continue;
        }
        SFUMATO_TRY(const auto made, change_of(file, name, *module));
        ++report.modules;
        kinds.insert(made.kinds.begin(), made.kinds.end());
        const double strength = module->network == 0 ? use.unet_weight : use.text_weight;
        if (strength == 0.0)
            continue;
        for (const auto &[parameter, change] : made.changes) {
            const auto key = module->name + ending_of(parameter);
            auto &sum = sums_[{module->network, key}];
            sum = sum.defined() ? sum + change * strength : change * strength;
            report.bytes += static_cast<std::int64_t>(weights(module->network).at(key).nbytes());
        }
    }
    if (report.modules == 0)
        return fail(ErrorCode::MissingTensor, display(use.file),
                    fmt::format("none of its {} modules is in this model; the first is {}", unmatched.size(), in_quotes(*unmatched.begin())),
                    file.made_for().empty() ? "was it made for another kind of model?"
                                            : fmt::format("it was made for {}", in_quotes(file.made_for())));
    if (!unmatched.empty())
        warnings_.push_back(fmt::format("{}: {} of its {} modules are not in this model and do nothing, such as {}", report.file,
                                        unmatched.size(), file.modules().size(), in_quotes(*unmatched.begin())));
    if (!file.unknown_keys().empty())
        warnings_.push_back(fmt::format("{}: {} of its tensors are of no known kind and do nothing, such as {}", report.file,
                                        file.unknown_keys().size(), in_quotes(file.unknown_keys().front())));
    report.kinds = fmt::format("{}", fmt::join(kinds, ", "));
    reports_.push_back(std::move(report));
    return {};
}

Changes Merger::finish() {
    Changes changes;
    changes.text.resize(networks_.text.size());
    for (auto &[where, sum] : sums_) {
        cancel_.check();
        const auto &weight = weights(where.first).at(where.second);
        auto &table = where.first == 0 ? changes.unet : changes.text[static_cast<size_t>(where.first - 1)];
        table[where.second] = (weight.to(at::kCPU, at::kFloat) + sum).to(weight.options());
        sum.reset();
    }
    changes.reports = std::move(reports_);
    changes.warnings = std::move(warnings_);
    return changes;
}

} // namespace

Result<Changes> apply(const Networks &networks, const std::vector<Use> &uses, const CancelToken &cancel) {
    Merger merger(networks, cancel);
    for (const auto &use : uses)
        SFUMATO_CHECK(merger.add(use));
    return merger.finish();
}

} // namespace sfumato::adapters
