// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sampling/seed_sequence.h"

namespace sfumato::sampling {
namespace {

/// A multiplicative hash whose constant moves on with every word.
class Hash {
public:
    Hash(std::uint32_t first, std::uint32_t multiplier) : constant_(first), multiplier_(multiplier) {}

    std::uint32_t operator()(std::uint32_t value) {
        value ^= constant_;
        constant_ *= multiplier_;
        value *= constant_;
        return value ^ (value >> 16);
    }

private:
    std::uint32_t constant_;
    std::uint32_t multiplier_;
};

std::uint32_t mix(std::uint32_t a, std::uint32_t b) {
    const std::uint32_t mixed = 0xca01f9ddU * a - 0x4973f715U * b;
    return mixed ^ (mixed >> 16);
}

/// A number as little-endian words, 0 as one word.
void append_words(std::vector<std::uint32_t> &words, std::uint64_t number) {
    words.push_back(static_cast<std::uint32_t>(number));
    if (number >> 32)
        words.push_back(static_cast<std::uint32_t>(number >> 32));
}

} // namespace

std::vector<std::uint32_t> seed_sequence(std::uint64_t entropy, const std::vector<std::uint64_t> &spawn_key,
                                         std::size_t pool_size, std::size_t words) {
    std::vector<std::uint32_t> input;
    append_words(input, entropy);
    // With a spawn key the entropy is filled up first, so that the two cannot be mistaken for each other.
    if (!spawn_key.empty() && input.size() < pool_size)
        input.resize(pool_size, 0);
    for (std::uint64_t key : spawn_key)
        append_words(input, key);

    Hash absorb(0x43b0d7e5U, 0x931e8875U);
    std::vector<std::uint32_t> pool(pool_size);
    for (std::size_t i = 0; i < pool_size; ++i)
        pool[i] = absorb(i < input.size() ? input[i] : 0);
    for (std::size_t source = 0; source < pool_size; ++source)
        for (std::size_t target = 0; target < pool_size; ++target)
            if (source != target)
                pool[target] = mix(pool[target], absorb(pool[source]));
    for (std::size_t source = pool_size; source < input.size(); ++source)
        for (std::size_t target = 0; target < pool_size; ++target)
            pool[target] = mix(pool[target], absorb(input[source]));

    Hash squeeze(0x8b51f9ddU, 0x58f38dedU);
    std::vector<std::uint32_t> state(words);
    for (std::size_t i = 0; i < words; ++i)
        state[i] = squeeze(pool[i % pool_size]);
    return state;
}

} // namespace sfumato::sampling
