// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/modelio/config_reader.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "core/base/file_io.h"
#include "core/base/printable.h"

namespace sfumato::modelio {
namespace {

/// A value from a file, short enough for a message.
std::string shown(const nlohmann::json &value) {
    return printable(value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace), 60);
}

} // namespace

ConfigReader::ConfigReader(const nlohmann::json &json, std::filesystem::path file)
    : json_(json), file_(std::move(file)) {
    if (!json_.is_object())
        error_ = Error{ErrorCode::CorruptFile, display(file_), "is not a JSON object", {}};
}

void ConfigReader::complain(std::string_view key, std::string reason, ErrorCode code) {
    if (!error_)
        error_ = Error{code, display(file_), fmt::format("{}: {}", key, reason), {}};
}

const nlohmann::json *ConfigReader::value(std::string_view key) const {
    if (error_)
        return nullptr;
    const auto found = json_.find(key);
    return found == json_.end() || found->is_null() ? nullptr : &*found;
}

bool ConfigReader::in_range(const nlohmann::json &value, std::string_view key, int least, int most) {
    const bool fits =
        value.is_number_integer() &&
        (!value.is_number_unsigned() ||
         value.get<std::uint64_t>() <= static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) &&
        value.get<std::int64_t>() >= least && value.get<std::int64_t>() <= most;
    if (!fits)
        complain(key, fmt::format("must be a whole number from {} to {}, is {}", least, most, shown(value)));
    return fits;
}

int ConfigReader::integer(std::string_view key, int standard, int least, int most) {
    const nlohmann::json *found = value(key);
    return found && in_range(*found, key, least, most) ? found->get<int>() : standard;
}

double ConfigReader::number(std::string_view key, double standard, double least, double most) {
    const nlohmann::json *found = value(key);
    if (!found)
        return standard;
    if (found->is_number()) {
        const double got = found->get<double>();
        if (std::isfinite(got) && got >= least && got <= most)
            return got;
    }
    complain(key, fmt::format("must be a number from {} to {}, is {}", least, most, shown(*found)));
    return standard;
}

bool ConfigReader::flag(std::string_view key, bool standard) {
    const nlohmann::json *found = value(key);
    if (!found)
        return standard;
    if (found->is_boolean())
        return found->get<bool>();
    complain(key, fmt::format("must be true or false, is {}", shown(*found)));
    return standard;
}

std::string ConfigReader::text(std::string_view key, std::string_view standard) {
    const nlohmann::json *found = value(key);
    if (!found)
        return std::string(standard);
    if (found->is_string())
        return found->get<std::string>();
    complain(key, fmt::format("must be a text, is {}", shown(*found)));
    return std::string(standard);
}

std::vector<int> ConfigReader::integers(std::string_view key, std::vector<int> standard, int least, int most,
                                        std::size_t longest) {
    const nlohmann::json *found = value(key);
    if (!found)
        return standard;
    if (!found->is_array() || found->empty() || found->size() > longest) {
        complain(key, fmt::format("must be a list of 1 to {} whole numbers, is {}", longest, shown(*found)));
        return standard;
    }
    std::vector<int> list;
    for (const nlohmann::json &item : *found) {
        if (!in_range(item, key, least, most))
            return standard;
        list.push_back(item.get<int>());
    }
    return list;
}

std::vector<int> ConfigReader::per_level(std::string_view key, int standard, int least, int most, std::size_t count) {
    const nlohmann::json *found = value(key);
    if (!found || !found->is_array())
        return std::vector<int>(count, integer(key, standard, least, most));
    std::vector<int> list =
        integers(key, std::vector<int>(count, standard), least, most, std::max<std::size_t>(count, found->size()));
    if (list.size() != count)
        complain(key, fmt::format("has {} entries for {} levels", list.size(), count));
    list.resize(count, standard);
    return list;
}

std::vector<std::string> ConfigReader::texts(std::string_view key, std::vector<std::string> standard,
                                             std::size_t longest) {
    const nlohmann::json *found = value(key);
    if (!found)
        return standard;
    const bool fits =
        found->is_array() && !found->empty() && found->size() <= longest &&
        std::all_of(found->begin(), found->end(), [](const nlohmann::json &item) { return item.is_string(); });
    if (!fits) {
        complain(key, fmt::format("must be a list of 1 to {} texts, is {}", longest, shown(*found)));
        return standard;
    }
    return found->get<std::vector<std::string>>();
}

void ConfigReader::only(std::string_view key, std::initializer_list<nlohmann::json> allowed) {
    const nlohmann::json *found = value(key);
    if (found && std::find(allowed.begin(), allowed.end(), *found) == allowed.end())
        complain(key, fmt::format("{} is not supported", shown(*found)), ErrorCode::UnsupportedFormat);
}

} // namespace sfumato::modelio
