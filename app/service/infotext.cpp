// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/service/infotext.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace sfumato::service {
namespace {

constexpr std::string_view negativeMark = "Negative prompt:";
constexpr std::size_t fewestPairs = 3;

bool isSpace(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

std::string_view stripped(std::string_view text) {
    while (!text.empty() && isSpace(text.front()))
        text.remove_prefix(1);
    while (!text.empty() && isSpace(text.back()))
        text.remove_suffix(1);
    return text;
}

/// Letters, digits, underscore; every byte of a non-ASCII letter counts as one.
bool isWord(char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_' ||
           static_cast<unsigned char>(c) >= 0x80;
}

bool isKey(char c) {
    return isWord(c) || c == ' ' || c == '-' || c == '/';
}

/// The end of a quoted value that begins at `at`, or npos where it does not end before a comma or the line's end.
std::size_t quotedEnd(std::string_view line, std::size_t at) {
    for (std::size_t i = at + 1; i < line.size(); ++i) {
        if (line[i] == '\\') {
            ++i;
        } else if (line[i] == '"') {
            const bool closed = i > at + 1 && (i + 1 == line.size() || line[i + 1] == ',');
            return closed ? i + 1 : std::string_view::npos;
        }
    }
    return std::string_view::npos;
}

std::string unquoted(std::string_view value) {
    if (value.size() < 2 || value.front() != '"' || value.back() != '"')
        return std::string(value);
    const nlohmann::json parsed = nlohmann::json::parse(value, nullptr, false);
    return parsed.is_string() ? parsed.get<std::string>() : std::string(value);
}

std::string quotedWhereNeeded(const std::string &value) {
    if (value.find_first_of(",\n:") == std::string::npos)
        return value;
    return nlohmann::json(value).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

/// All pairs `key: value` of a line. A run of key characters that no colon follows is skipped whole: a later
/// start inside it would run into the same end.
std::vector<std::pair<std::string, std::string>> pairsOf(std::string_view line) {
    std::vector<std::pair<std::string, std::string>> pairs;
    std::size_t at = 0;
    while (at < line.size()) {
        if (!isWord(line[at])) {
            ++at;
            continue;
        }
        std::size_t end = at;
        while (end < line.size() && isKey(line[end]))
            ++end;
        if (end == line.size() || line[end] != ':' || end - at < 2) {
            at = end + 1;
            continue;
        }
        const std::string key(line.substr(at, end - at));
        at = end + 1;
        while (at < line.size() && isSpace(line[at]))
            ++at;
        std::size_t valueEnd = std::string_view::npos;
        if (at < line.size() && line[at] == '"')
            valueEnd = quotedEnd(line, at);
        if (valueEnd == std::string_view::npos)
            valueEnd = std::min(line.find(',', at), line.size());
        pairs.emplace_back(key, unquoted(stripped(line.substr(at, valueEnd - at))));
        at = valueEnd + 1;
    }
    return pairs;
}

void appendLine(std::string &text, std::string_view line) {
    if (!text.empty())
        text.push_back('\n');
    text.append(line);
}

/// "512x768" as its two numbers; empty where it is none.
std::optional<std::pair<std::string, std::string>> sizeIn(const std::string &value) {
    const std::size_t cross = value.find('x');
    const auto digits = [](std::string_view part) {
        return !part.empty() && std::all_of(part.begin(), part.end(), [](char c) { return c >= '0' && c <= '9'; });
    };
    if (cross == std::string::npos || !digits(std::string_view(value).substr(0, cross)) ||
        !digits(std::string_view(value).substr(cross + 1)))
        return std::nullopt;
    return std::pair{value.substr(0, cross), value.substr(cross + 1)};
}

/// Before 1.9 the sampler's name carried the schedule: "DPM++ 2M Karras".
void splitOldSampler(std::map<std::string, std::string> &settings) {
    const auto sampler = settings.find("Sampler");
    if (sampler == settings.end() || settings.contains("Schedule type"))
        return;
    for (const std::string_view schedule : {"Karras", "Exponential", "Polyexponential", "SGM Uniform"}) {
        const std::string ending = fmt::format(" {}", schedule);
        if (sampler->second.ends_with(ending)) {
            sampler->second.resize(sampler->second.size() - ending.size());
            settings["Schedule type"] = schedule;
        }
    }
}

} // namespace

std::optional<std::string> Infotext::find(std::string_view key) const {
    const auto found = std::find_if(parameters.rbegin(), parameters.rend(), [&](const auto &p) { return p.first == key; });
    return found == parameters.rend() ? std::nullopt : std::optional(found->second);
}

std::string writeInfotext(const Infotext &info) {
    std::string text = info.prompt;
    if (!info.negative.empty())
        text += fmt::format("\n{} {}", negativeMark, info.negative);
    std::string line;
    for (const auto &[key, value] : info.parameters) {
        line += line.empty() ? "" : ", ";
        line += key == value ? key : fmt::format("{}: {}", key, quotedWhereNeeded(value));
    }
    return std::string(stripped(text + "\n" + line));
}

Infotext readInfotext(std::string_view text) {
    Infotext info;
    text = stripped(text);
    const std::size_t lastBreak = text.rfind('\n');
    const std::string_view lastLine = lastBreak == std::string_view::npos ? text : text.substr(lastBreak + 1);
    info.parameters = pairsOf(lastLine);
    if (info.parameters.size() < fewestPairs)
        info.parameters.clear();
    else
        text = lastBreak == std::string_view::npos ? std::string_view() : text.substr(0, lastBreak);

    bool inNegative = false;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        std::string_view line = stripped(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
        if (!inNegative && line.starts_with(negativeMark)) {
            inNegative = true;
            line = stripped(line.substr(negativeMark.size()));
        }
        appendLine(inNegative ? info.negative : info.prompt, line);
    }
    return info;
}

std::map<std::string, std::string> settingsOf(const Infotext &info) {
    std::map<std::string, std::string> settings;
    for (const auto &[key, value] : info.parameters) {
        if (const auto size = sizeIn(value)) {
            settings[key + "-1"] = size->first;
            settings[key + "-2"] = size->second;
        } else {
            settings[key] = value;
        }
    }
    splitOldSampler(settings);
    static const std::map<std::string, std::string> defaults = {
        {"Clip skip", "1"},           {"RNG", "GPU"},           {"Schedule type", "Automatic"},
        {"Schedule max sigma", "0"},  {"Schedule min sigma", "0"}, {"Schedule rho", "0"},
        {"Mask mode", "Inpaint masked"}, {"Masked content", "original"}, {"Inpaint area", "Whole picture"},
        {"Masked area padding", "32"}, {"Emphasis", "Original"}};
    settings.insert(defaults.begin(), defaults.end());
    return settings;
}

std::string pythonNumber(double value) {
    std::string text = fmt::format("{}", value);
    if (std::isfinite(value) && text.find_first_of(".e") == std::string::npos)
        text += ".0";
    return text;
}

} // namespace sfumato::service
