// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/vocabulary.h"

#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/base/file_io.h"
#include "core/base/printable.h"
#include "core/text/byte_symbols.h"

namespace sfumato::text {
namespace {

using Json = nlohmann::json;
using Ids = std::unordered_map<std::string, std::int32_t>;

constexpr std::int64_t max_tokens = 1 << 20;
constexpr std::int64_t max_vocabulary_bytes = 64LL << 20;
constexpr std::int64_t max_config_bytes = 4LL << 20;
constexpr int longest_sequence = 1024;

/// Takes one flat object of whole numbers and nothing else, so that a hostile file is refused where it errs.
class VocabReader : public nlohmann::json_sax<Json> {
public:
    Ids ids;
    std::string reason;

    bool start_object(std::size_t) override {
        if (opened_)
            return refuse("nests objects; it must be one object of token -> id");
        opened_ = true;
        return true;
    }
    bool key(string_t &name) override {
        key_ = name;
        return true;
    }
    bool number_unsigned(number_unsigned_t id) override {
        if (!opened_)
            return refuse_kind();
        if (id >= static_cast<number_unsigned_t>(max_tokens))
            return refuse(fmt::format("gives {} the id {}, above {}", in_quotes(key_), id, max_tokens - 1));
        if (!ids.emplace(key_, static_cast<std::int32_t>(id)).second)
            return refuse(fmt::format("holds {} twice", in_quotes(key_)));
        return true;
    }
    bool end_object() override { return true; }
    bool number_integer(number_integer_t) override { return refuse_kind(); }
    bool number_float(number_float_t, const string_t &) override { return refuse_kind(); }
    bool null() override { return refuse_kind(); }
    bool boolean(bool) override { return refuse_kind(); }
    bool string(string_t &) override { return refuse_kind(); }
    bool binary(binary_t &) override { return refuse_kind(); }
    bool start_array(std::size_t) override { return refuse_kind(); }
    bool end_array() override { return false; }
    bool parse_error(std::size_t at, const std::string &, const nlohmann::detail::exception &) override {
        return refuse(fmt::format("is not valid JSON (byte {})", at));
    }

private:
    bool refuse(std::string why) {
        reason = std::move(why);
        return false;
    }
    bool refuse_kind() {
        return refuse(opened_ ? fmt::format("gives {} something else than an id of 0 or more", in_quotes(key_))
                              : std::string("is not a JSON object of token -> id"));
    }

    bool opened_ = false;
    std::string key_;
};

Result<Ids> parse_ids(const VocabularyText &text, std::vector<std::string> &tokens) {
    VocabReader reader;
    if (!Json::sax_parse(text.vocab, &reader))
        return fail(ErrorCode::CorruptFile, text.vocab_name, reader.reason);
    std::int32_t last = -1;
    for (const auto &[token, id] : reader.ids)
        last = std::max(last, id);
    tokens.assign(static_cast<std::size_t>(last) + 1, {});
    std::vector<bool> taken(tokens.size(), false);
    for (const auto &[token, id] : reader.ids) {
        const auto at = static_cast<std::size_t>(id);
        if (taken[at])
            return fail(ErrorCode::CorruptFile, text.vocab_name, fmt::format("gives two tokens the id {}", id));
        taken[at] = true;
        tokens[at] = token;
    }
    return std::move(reader.ids);
}

/// One line "left right" of merges.txt; the reason where it is none.
Result<Vocabulary::Merge> parse_merge(std::string_view line, const Ids &ids) {
    const auto bad = [](std::string why) { return fail(ErrorCode::CorruptFile, {}, std::move(why)); };
    const std::size_t space = line.find(' ');
    if (space == std::string_view::npos || space == 0 || space + 1 == line.size() ||
        line.find(' ', space + 1) != std::string_view::npos)
        return bad(fmt::format("{} is not two symbols with a space between them", in_quotes(line)));
    std::int32_t found[3];
    const std::string left(line.substr(0, space)), right(line.substr(space + 1));
    const std::string *parts[] = {&left, &right};
    for (std::size_t i = 0; i < 2; ++i) {
        const auto id = ids.find(*parts[i]);
        if (id == ids.end())
            return bad(fmt::format("{} is not in the vocabulary", in_quotes(*parts[i])));
        found[i] = id->second;
    }
    const auto result = ids.find(left + right);
    if (result == ids.end())
        return bad(fmt::format("the vocabulary lacks the merged {}", in_quotes(left + right)));
    return Vocabulary::Merge{found[0], found[1], result->second};
}

Result<std::vector<Vocabulary::Merge>> parse_merges(const VocabularyText &text, const Ids &ids) {
    std::vector<Vocabulary::Merge> merges;
    std::unordered_set<std::uint64_t> seen;
    std::string_view rest = text.merges;
    for (std::size_t number = 1; !rest.empty(); ++number) {
        const std::size_t end = rest.find('\n');
        std::string_view line = rest.substr(0, end);
        rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
        if (line.ends_with('\r'))
            line.remove_suffix(1);
        if (line.empty() || (number == 1 && line.starts_with("#version")))
            continue;
        auto merge = parse_merge(line, ids);
        if (merge && !seen.insert(static_cast<std::uint64_t>(merge->left) << 32 | static_cast<std::uint64_t>(merge->right)).second)
            merge = fail(ErrorCode::CorruptFile, {}, fmt::format("{} stands there twice", in_quotes(line)));
        if (!merge)
            return fail(ErrorCode::CorruptFile, text.merges_name, fmt::format("line {}: {}", number, merge.error().reason));
        merges.push_back(*merge);
    }
    return merges;
}

/// A tokenizer's JSON settings as an object; empty text is an empty object.
Result<Json> parse_settings(const std::string &text, const std::string &name) {
    if (text.empty())
        return Json::object();
    Json json = Json::parse(text, nullptr, false);
    if (!json.is_object())
        return fail(ErrorCode::CorruptFile, name, json.is_discarded() ? "is not valid JSON" : "is not a JSON object");
    return json;
}

/// The text of a special token, written as a string or as an object with "content".
std::optional<std::string> token_setting(const Json &settings, const char *role) {
    const auto found = settings.find(role);
    if (found == settings.end())
        return std::nullopt;
    const Json *value = &*found;
    if (value->is_object()) {
        const auto content = value->find("content");
        if (content == value->end())
            return std::nullopt;
        value = &*content;
    }
    if (!value->is_string())
        return std::nullopt;
    return value->get<std::string>();
}

Result<void> apply_settings(const VocabularyText &text, const Ids &ids, Vocabulary &out) {
    SFUMATO_TRY(const Json config, parse_settings(text.config, text.config_name));
    SFUMATO_TRY(const Json special, parse_settings(text.special_tokens, text.special_tokens_name));
    const auto set = [&](const char *role, std::string fallback, std::int32_t &id) -> Result<void> {
        auto token = token_setting(special, role);
        if (!token)
            token = token_setting(config, role);
        const std::string name = token.value_or(std::move(fallback));
        const auto found = ids.find(name);
        if (found == ids.end())
            return fail(ErrorCode::CorruptFile, text.vocab_name, fmt::format("has no token {} ({})", in_quotes(name), role));
        id = found->second;
        return {};
    };
    SFUMATO_CHECK(set("eos_token", std::string(default_eos), out.eos));
    SFUMATO_CHECK(set("bos_token", std::string(default_bos), out.bos));
    const std::string &eos = out.tokens[static_cast<std::size_t>(out.eos)];
    SFUMATO_CHECK(set("unk_token", eos, out.unk));
    SFUMATO_CHECK(set("pad_token", eos, out.pad));
    // "No limit" is written as a huge number; the text encoders all have 77 positions.
    if (const auto length = config.find("model_max_length"); length != config.end() && length->is_number()) {
        const double value = length->get<double>();
        if (value < 3)
            return fail(ErrorCode::CorruptFile, text.config_name, fmt::format("model_max_length is {}, below 3", value));
        if (value <= longest_sequence)
            out.max_length = static_cast<int>(value);
    }
    return {};
}

/// What vocab.json and merges.txt would say, from the tokenizer.json that newer programs write in their place.
Result<void> take_apart(const std::string &tokenizer, const std::string &name, VocabularyText &out) {
    const auto bad = [&](const char *why) { return fail(ErrorCode::CorruptFile, name, why); };
    const Json json = Json::parse(tokenizer, nullptr, false);
    const auto model = json.is_object() ? json.find("model") : json.end();
    if (json.is_discarded())
        return bad("is not valid JSON");
    if (model == json.end() || !model->is_object() || model->value("type", Json("BPE")) != "BPE")
        return bad("holds no byte-pair encoding (model of type BPE)");
    const auto vocab = model->find("vocab"), merges = model->find("merges");
    if (vocab == model->end() || merges == model->end() || !merges->is_array())
        return bad("lacks the model's vocab or its list of merges");
    out.vocab = vocab->dump(-1, ' ', false, Json::error_handler_t::replace);
    for (const Json &merge : *merges) { // "left right", or since tokenizers 0.20 ["left", "right"]
        const bool pair = merge.is_array() && merge.size() == 2 && merge[0].is_string() && merge[1].is_string();
        if (!pair && !merge.is_string())
            return bad("has a merge that is not two symbols");
        out.merges += pair ? merge[0].get<std::string>() + ' ' + merge[1].get<std::string>() : merge.get<std::string>();
        out.merges += '\n';
    }
    out.vocab_name = out.merges_name = name;
    return {};
}

/// A file that may be absent: its text, or "".
Result<std::string> read_optional(const std::filesystem::path &path) {
    auto text = read_file(path, max_config_bytes);
    if (!text && text.error().code == ErrorCode::NotFound)
        return std::string();
    return text;
}

} // namespace

Result<Vocabulary> parse_vocabulary(const VocabularyText &text) {
    Vocabulary out;
    SFUMATO_TRY(const Ids ids, parse_ids(text, out.tokens));
    SFUMATO_TRY(out.merges, parse_merges(text, ids));
    SFUMATO_CHECK(apply_settings(text, ids, out));
    return out;
}

Result<Vocabulary> read_vocabulary(const std::filesystem::path &folder) {
    const std::filesystem::path vocab = folder / "vocab.json", merges = folder / "merges.txt";
    const std::filesystem::path config = folder / "tokenizer_config.json", special = folder / "special_tokens_map.json";
    VocabularyText text;
    std::error_code unknown;
    if (const auto whole = folder / "tokenizer.json"; !std::filesystem::exists(vocab, unknown) && std::filesystem::exists(whole, unknown)) {
        SFUMATO_TRY(const std::string tokenizer, read_file(whole, max_vocabulary_bytes));
        SFUMATO_CHECK(take_apart(tokenizer, display(whole), text));
    } else {
        SFUMATO_TRY(text.vocab, read_file(vocab, max_vocabulary_bytes));
        SFUMATO_TRY(text.merges, read_file(merges, max_vocabulary_bytes));
        text.vocab_name = display(vocab);
        text.merges_name = display(merges);
    }
    SFUMATO_TRY(text.config, read_optional(config));
    SFUMATO_TRY(text.special_tokens, read_optional(special));
    text.config_name = display(config);
    text.special_tokens_name = display(special);
    return parse_vocabulary(text);
}

Result<void> write_vocabulary(const Vocabulary &vocabulary, const std::filesystem::path &folder) {
    const auto token = [&](std::int32_t id) -> const std::string & { return vocabulary.tokens[static_cast<std::size_t>(id)]; };
    std::string vocab;
    for (std::size_t id = 0; id < vocabulary.tokens.size(); ++id)
        if (!vocabulary.tokens[id].empty())
            vocab += fmt::format("{}{}: {}", vocab.empty() ? "{" : ", ", Json(vocabulary.tokens[id]).dump(), id);
    vocab += vocab.empty() ? "{}\n" : "}\n";
    std::string merges = "#version: 0.2\n";
    for (const Vocabulary::Merge &merge : vocabulary.merges)
        merges += token(merge.left) + ' ' + token(merge.right) + '\n';
    const Json special = {{"bos_token", token(vocabulary.bos)}, {"eos_token", token(vocabulary.eos)},
                          {"unk_token", token(vocabulary.unk)}, {"pad_token", token(vocabulary.pad)}};
    Json config = special;
    config["tokenizer_class"] = "CLIPTokenizer";
    config["model_max_length"] = vocabulary.max_length;
    config["do_lower_case"] = true;
    SFUMATO_CHECK(write_file(folder / "vocab.json", vocab));
    SFUMATO_CHECK(write_file(folder / "merges.txt", merges));
    SFUMATO_CHECK(write_file(folder / "tokenizer_config.json", config.dump(1) + "\n"));
    return write_file(folder / "special_tokens_map.json", special.dump(1) + "\n");
}

} // namespace sfumato::text
