// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"

namespace sfumato::modelio {

/// What a pickle describes, as plain data. Nothing is ever imported, called or constructed: a "global" is a name,
/// and a call is a node that holds the name and the arguments.
namespace pickle {

using Id = std::uint32_t; ///< index into Pickle::nodes

enum class Kind : std::uint8_t {
    None,
    Bool,
    Integer,
    Real,
    Text,
    Bytes,
    Tuple,
    List,       ///< also sets
    Dict,       ///< items: key, value, key, value, ...; also collections.OrderedDict
    Global,     ///< integer: index into Pickle::globals
    Persistent, ///< items: the id, which in PyTorch's files names a storage
    Object,     ///< items: callable, arguments, then each state it was given
};

struct Node {
    Kind kind = Kind::None;
    std::int64_t integer = 0; ///< Bool, Integer, Global
    double real = 0.0;
    std::string_view text = {}; ///< Text (UTF-8 not checked), Bytes: points into the pickle's own bytes
    std::vector<Id> items = {};
};

struct Pickle {
    std::vector<Node> nodes;
    Id root = 0;
    std::vector<std::string> globals; ///< every name it mentions, "module.name", in order of appearance
    std::size_t bytes = 0;            ///< read, STOP included

    const Node &operator[](Id id) const { return nodes[id]; }
    /// The name of a Global, or of the callable of an Object; empty for other nodes.
    std::string_view global_of(Id id) const;
};

namespace limits {
constexpr std::size_t max_bytes = 64u << 20;
constexpr std::size_t max_nodes = 500'000; ///< a checkpoint of 1100 tensors has 20,000
constexpr std::size_t max_pushes = 4'000'000;
constexpr int max_depth = 64;
} // namespace limits

/// Whether a file may mention this global.
using GlobalFilter = bool (*)(std::string_view name);

/// Reads one pickle of protocol 2 to 5 from the front of `bytes`, which must live as long as the result.
/// Refused: globals that `allowed` does not know (all of them are named), opcodes that a weight file never needs,
/// containers that hold themselves, anything beyond the limits. The subject of an Error is left empty.
/// Errors: CorruptFile, LimitExceeded; each names the byte and the rule. Time and memory: linear in what is read.
/// Source: CPython Lib/pickletools.py; PyTorch torch/_weights_only_unpickler.py.
Result<Pickle> read(std::string_view bytes, GlobalFilter allowed);

} // namespace pickle
} // namespace sfumato::modelio
