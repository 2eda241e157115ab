// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sampling/registry.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <deque>

#include <fmt/format.h>

#include "core/base/nearest_name.h"
#include "core/base/printable.h"

namespace sfumato::sampling {
namespace {

// A deque keeps the addresses of its entries. Filled before main() and only read after.
std::deque<SamplerEntry> &samplers() {
    static std::deque<SamplerEntry> entries;
    return entries;
}

std::deque<ScheduleEntry> &schedules() {
    static std::deque<ScheduleEntry> entries;
    return entries;
}

/// One spelling for all: "DPM++ 2M" and "dpmpp-2m" become "dpmpp_2m".
std::string fold(std::string_view text) {
    std::string folded;
    for (char c : text) {
        if (c == ' ' || c == '-' || c == '_' || c == '\t') {
            if (!folded.empty() && folded.back() != '_')
                folded += '_';
        } else if (c == '+') {
            folded += 'p';
        } else {
            folded += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        }
    }
    while (!folded.empty() && folded.back() == '_')
        folded.pop_back();
    return folded;
}

const SamplerInfo &described(const SamplerEntry &entry) { return entry.info; }
const ScheduleEntry &described(const ScheduleEntry &entry) { return entry; }

/// Whether one of the names of `entry`, folded, is `folded`.
template <typename Entry>
bool answers_to(const Entry &entry, const std::string &folded) {
    const auto &info = described(entry);
    if (fold(info.id) == folded || fold(info.name) == folded)
        return true;
    return std::any_of(info.aliases.begin(), info.aliases.end(),
                       [&](const std::string &alias) { return fold(alias) == folded; });
}

template <typename Entry>
const Entry *named(const std::deque<Entry> &entries, const std::string &folded) {
    for (const Entry &entry : entries)
        if (answers_to(entry, folded))
            return &entry;
    return nullptr;
}

template <typename Entry>
std::vector<const Entry *> by_name(const std::deque<Entry> &entries) {
    std::vector<const Entry *> sorted;
    for (const Entry &entry : entries)
        sorted.push_back(&entry);
    std::sort(sorted.begin(), sorted.end(),
              [](const Entry *a, const Entry *b) { return described(*a).name < described(*b).name; });
    return sorted;
}

template <typename Entry>
std::vector<std::string> names_of(const std::deque<Entry> &entries) {
    std::vector<std::string> names;
    for (const Entry &entry : entries) {
        names.push_back(described(entry).name);
        names.push_back(described(entry).id);
        names.insert(names.end(), described(entry).aliases.begin(), described(entry).aliases.end());
    }
    return names;
}

template <typename Entry>
tl::unexpected<Error> unknown(const char *what, std::string_view name, const std::deque<Entry> &entries) {
    std::string advice = did_you_mean(name, names_of(entries));
    if (advice.empty()) {
        for (const Entry *entry : by_name(entries))
            advice += (advice.empty() ? "known: " : ", ") + described(*entry).name;
    }
    return fail(ErrorCode::InvalidArgument, what, fmt::format("there is no {} {}", what, in_quotes(name)), advice);
}

/// "dpmpp_2m_karras" into sampler and schedule; InvokeAI writes Karras as a trailing "_k".
NamedSampler split_off_schedule(const std::string &folded) {
    for (std::size_t at = folded.find('_'); at != std::string::npos; at = folded.find('_', at + 1)) {
        const SamplerEntry *entry = named(samplers(), folded.substr(0, at));
        if (!entry)
            continue;
        const std::string tail = folded.substr(at + 1);
        if (is_automatic(tail))
            return {entry, {}};
        if (const ScheduleEntry *schedule = named(schedules(), tail == "k" ? "karras" : tail))
            return {entry, schedule->id};
    }
    return {};
}

} // namespace

void add_sampler(SamplerEntry entry) {
    assert(!named(samplers(), fold(entry.info.id)) && "two samplers of one name");
    samplers().push_back(std::move(entry));
}

ScheduleRegistration::ScheduleRegistration(ScheduleEntry entry) {
    assert(!named(schedules(), fold(entry.id)) && "two schedules of one name");
    schedules().push_back(std::move(entry));
}

std::vector<const SamplerEntry *> all_samplers() {
    return by_name(samplers());
}

std::vector<const ScheduleEntry *> all_schedules() {
    return by_name(schedules());
}

Result<NamedSampler> find_sampler(std::string_view name) {
    const std::string folded = fold(name);
    if (const SamplerEntry *entry = named(samplers(), folded))
        return NamedSampler{entry, {}};
    if (NamedSampler split = split_off_schedule(folded); split.entry)
        return split;
    // Older programs put "k_" before the names of k-diffusion's samplers.
    if (folded.starts_with("k_"))
        if (const SamplerEntry *entry = named(samplers(), folded.substr(2)))
            return NamedSampler{entry, {}};
    return unknown("sampler", name, samplers());
}

Result<const ScheduleEntry *> find_schedule(std::string_view name) {
    if (const ScheduleEntry *entry = named(schedules(), fold(name)))
        return entry;
    return unknown("schedule", name, schedules());
}

bool is_automatic(std::string_view schedule) {
    const std::string folded = fold(schedule);
    return folded.empty() || folded == "automatic" || folded == "default";
}

Result<void> check_options(const Options &options, const SamplerEntry &sampler, const ScheduleEntry &schedule) {
    std::vector<OptionInfo> known = sampler.info.options;
    known.insert(known.end(), schedule.options.begin(), schedule.options.end());
    for (const auto &[name, value] : options) {
        const auto found =
            std::find_if(known.begin(), known.end(), [&](const OptionInfo &option) { return option.name == name; });
        if (found == known.end()) {
            std::vector<std::string> names;
            for (const OptionInfo &option : known)
                names.push_back(option.name);
            return fail(ErrorCode::InvalidArgument, name,
                        fmt::format("neither the sampler {} nor the schedule {} has this option", sampler.info.name,
                                    schedule.name),
                        did_you_mean(name, names));
        }
        if (!std::isfinite(value) || value < found->minimum || value > found->maximum)
            return fail(ErrorCode::InvalidArgument, name,
                        fmt::format("must be {} to {}, is {}", found->minimum, found->maximum, value));
    }
    return {};
}

} // namespace sfumato::sampling
