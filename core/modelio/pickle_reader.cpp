// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/modelio/pickle_reader.h"

#include <algorithm>
#include <array>
#include <bit>
#include <optional>
#include <unordered_map>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/base/printable.h"
#include "core/modelio/byte_cursor.h"

namespace sfumato::modelio::pickle {
namespace {

/// The stack machine. Every step either succeeds or sets error_; the first error stays.
class Machine {
public:
    Machine(std::string_view bytes, GlobalFilter allowed) : in_(bytes), allowed_(allowed) {}

    Result<Pickle> run();

private:
    void step(std::uint8_t opcode);
    bool read_number(std::uint8_t opcode);
    bool read_text(std::uint8_t opcode);
    bool build_tuple(std::uint8_t opcode);
    bool fill_container(std::uint8_t opcode);
    bool use_memo(std::uint8_t opcode);
    bool describe_object(std::uint8_t opcode);

    void stop(ErrorCode code, std::string rule);
    void push(Id id);
    Id push_node(Node node);
    Id pop();
    std::vector<Id> pop_to_mark();
    void push_long(std::uint64_t width);
    void push_text(Kind kind, std::uint64_t length);
    void push_global(std::string_view module, std::string_view name);
    std::string_view line();
    void append(std::vector<Id> values);
    void set_items(std::vector<Id> pairs);
    void call();
    void set_state();
    Result<void> check_shape() const;

    ByteCursor in_;
    GlobalFilter allowed_;
    std::size_t opcode_at_ = 0;
    std::vector<Id> stack_;
    std::vector<std::size_t> marks_; ///< heights of the stack
    std::unordered_map<std::uint32_t, Id> memo_;
    std::uint32_t memoized_ = 0; ///< by MEMOIZE, which numbers by itself
    std::size_t pushes_ = 0;
    std::vector<std::string> forbidden_;
    Pickle pickle_;
    std::optional<Error> error_;
};

void Machine::stop(ErrorCode code, std::string rule) {
    if (!error_)
        error_ = Error{code, {}, fmt::format("pickle, byte {}: {}", opcode_at_, rule), {}};
}

void Machine::push(Id id) {
    if (++pushes_ > limits::max_pushes)
        return stop(ErrorCode::LimitExceeded, fmt::format("holds more than {} values", limits::max_pushes));
    stack_.push_back(id);
}

Id Machine::push_node(Node node) {
    if (pickle_.nodes.size() >= limits::max_nodes) {
        stop(ErrorCode::LimitExceeded, fmt::format("holds more than {} objects", limits::max_nodes));
        return 0;
    }
    pickle_.nodes.push_back(std::move(node));
    const auto id = static_cast<Id>(pickle_.nodes.size() - 1);
    push(id);
    return id;
}

Id Machine::pop() {
    if (stack_.size() <= (marks_.empty() ? 0 : marks_.back())) {
        stop(ErrorCode::CorruptFile, "takes a value where there is none");
        return 0;
    }
    const Id id = stack_.back();
    stack_.pop_back();
    return id;
}

std::vector<Id> Machine::pop_to_mark() {
    if (marks_.empty()) {
        stop(ErrorCode::CorruptFile, "asks for a mark that was never set");
        return {};
    }
    const auto begin = stack_.begin() + static_cast<std::ptrdiff_t>(marks_.back());
    std::vector<Id> values(begin, stack_.end());
    stack_.erase(begin, stack_.end());
    marks_.pop_back();
    return values;
}

void Machine::push_long(std::uint64_t width) {
    const std::string_view raw = in_.text(width);
    if (raw.size() != width)
        return stop(ErrorCode::CorruptFile, fmt::format("claims a number of {} bytes past the end", width));
    const std::uint8_t sign = !raw.empty() && (raw.back() & 0x80) ? 0xFF : 0x00;
    std::uint64_t value = sign ? ~std::uint64_t{0} : 0;
    for (std::size_t i = raw.size(); i-- > 0;) {
        if (i >= 8 && static_cast<std::uint8_t>(raw[i]) != sign)
            return stop(ErrorCode::LimitExceeded, "holds a whole number of more than 64 bits");
        if (i < 8)
            value = value << 8 | static_cast<std::uint8_t>(raw[i]);
    }
    if (raw.size() > 8 && (static_cast<std::int64_t>(value) < 0) != (sign != 0))
        return stop(ErrorCode::LimitExceeded, "holds a whole number of more than 64 bits");
    push_node({.kind = Kind::Integer, .integer = static_cast<std::int64_t>(value)});
}

bool Machine::read_number(std::uint8_t opcode) {
    const auto integer = [&](std::int64_t value) { push_node({.kind = Kind::Integer, .integer = value}); };
    switch (opcode) {
    case 'N': push_node({}); return true;
    case 0x88:
    case 0x89: push_node({.kind = Kind::Bool, .integer = opcode == 0x88}); return true;
    case 'K': integer(in_.take<std::uint8_t>()); return true;
    case 'M': integer(in_.take<std::uint16_t>()); return true;
    case 'J': integer(in_.take<std::int32_t>()); return true;
    case 0x8A: push_long(in_.take<std::uint8_t>()); return true;
    case 0x8B: {
        const auto width = in_.take<std::int32_t>();
        width < 0 ? stop(ErrorCode::CorruptFile, "claims a number of negative length")
                  : push_long(static_cast<std::uint64_t>(width));
        return true;
    }
    case 'G': // the one number that is big-endian
        push_node({.kind = Kind::Real, .real = std::bit_cast<double>(__builtin_bswap64(in_.take<std::uint64_t>()))});
        return true;
    default: return false;
    }
}

void Machine::push_text(Kind kind, std::uint64_t length) {
    if (length > in_.left())
        return stop(ErrorCode::CorruptFile, fmt::format("claims {} bytes of text where {} are left", length, in_.left()));
    push_node({.kind = kind, .text = in_.text(length)});
}

bool Machine::read_text(std::uint8_t opcode) {
    switch (opcode) {
    case 'U':
    case 0x8C: push_text(Kind::Text, in_.take<std::uint8_t>()); return true;
    case 'X': push_text(Kind::Text, in_.take<std::uint32_t>()); return true;
    case 0x8D: push_text(Kind::Text, in_.take<std::uint64_t>()); return true;
    case 'T': push_text(Kind::Text, in_.take<std::uint32_t>()); return true; // a negative length is past the end
    case 'C': push_text(Kind::Bytes, in_.take<std::uint8_t>()); return true;
    case 'B': push_text(Kind::Bytes, in_.take<std::uint32_t>()); return true;
    case 0x8E: push_text(Kind::Bytes, in_.take<std::uint64_t>()); return true;
    default: return false;
    }
}

bool Machine::build_tuple(std::uint8_t opcode) {
    std::vector<Id> items;
    switch (opcode) {
    case ')': break;
    case 't': items = pop_to_mark(); break;
    case 0x85:
    case 0x86:
    case 0x87:
        for (int i = 0; i < opcode - 0x84; ++i)
            items.push_back(pop());
        std::reverse(items.begin(), items.end());
        break;
    default: return false;
    }
    push_node({.kind = Kind::Tuple, .items = std::move(items)});
    return true;
}

void Machine::append(std::vector<Id> values) {
    const Id list = pop();
    if (error_)
        return;
    if (pickle_[list].kind != Kind::List)
        return stop(ErrorCode::CorruptFile, "appends to something that is no list");
    auto &items = pickle_.nodes[list].items;
    items.insert(items.end(), values.begin(), values.end());
    stack_.push_back(list);
}

void Machine::set_items(std::vector<Id> pairs) {
    const Id dict = pop();
    if (error_)
        return;
    if (pickle_[dict].kind != Kind::Dict)
        return stop(ErrorCode::CorruptFile, "sets items of something that is no dictionary");
    if (pairs.size() % 2 != 0)
        return stop(ErrorCode::CorruptFile, "sets a key without a value");
    auto &items = pickle_.nodes[dict].items;
    items.insert(items.end(), pairs.begin(), pairs.end());
    stack_.push_back(dict);
}

bool Machine::fill_container(std::uint8_t opcode) {
    switch (opcode) {
    case '}': push_node({.kind = Kind::Dict}); return true;
    case ']':
    case 0x8F: push_node({.kind = Kind::List}); return true;
    case '(': marks_.push_back(stack_.size()); return true;
    case 'a': append({pop()}); return true;
    case 'e':
    case 0x90: append(pop_to_mark()); return true;
    case 's': {
        const Id value = pop(), key = pop();
        set_items({key, value});
        return true;
    }
    case 'u': set_items(pop_to_mark()); return true;
    default: return false;
    }
}

bool Machine::use_memo(std::uint8_t opcode) {
    std::uint32_t index = 0;
    switch (opcode) {
    case 'q':
    case 'h': index = in_.take<std::uint8_t>(); break;
    case 'r':
    case 'j': index = in_.take<std::uint32_t>(); break;
    case 0x94: index = memoized_++; break;
    default: return false;
    }
    if (opcode == 'h' || opcode == 'j') {
        const auto found = memo_.find(index);
        if (found == memo_.end())
            stop(ErrorCode::CorruptFile, fmt::format("recalls value {}, which was never stored", index));
        else
            push(found->second);
        return true;
    }
    if (memo_.size() >= limits::max_nodes)
        stop(ErrorCode::LimitExceeded, fmt::format("stores more than {} values", limits::max_nodes));
    const Id top = pop();
    if (!error_) {
        memo_[index] = top;
        stack_.push_back(top);
    }
    return true;
}

std::string_view Machine::line() {
    ByteCursor ahead = in_;
    const std::string_view rest = ahead.text(std::min<std::uint64_t>(in_.left(), 1024));
    const std::size_t end = rest.find('\n');
    if (end == std::string_view::npos) {
        stop(ErrorCode::CorruptFile, "holds a name without an end");
        return {};
    }
    in_.text(end + 1);
    return rest.substr(0, end);
}

void Machine::push_global(std::string_view module, std::string_view name) {
    const std::string full = fmt::format("{}.{}", module, name);
    auto &known = pickle_.globals;
    const auto at = std::find(known.begin(), known.end(), full);
    const auto index = at - known.begin();
    if (at == known.end()) {
        if (known.size() >= 1000)
            return stop(ErrorCode::LimitExceeded, "mentions more than 1000 globals");
        known.push_back(full);
        if (!allowed_(full))
            forbidden_.push_back(full);
    }
    push_node({.kind = Kind::Global, .integer = index});
}

/// REDUCE and NEWOBJ: a call is written down, and an OrderedDict is the dictionary it would be.
void Machine::call() {
    const Id arguments = pop(), callable = pop();
    if (error_)
        return;
    if (pickle_[callable].kind != Kind::Global || pickle_[arguments].kind != Kind::Tuple)
        return stop(ErrorCode::CorruptFile, "calls something that is no global");
    if (pickle_.global_of(callable) != "collections.OrderedDict") {
        push_node({.kind = Kind::Object, .items = {callable, arguments}});
        return;
    }
    Node dict{.kind = Kind::Dict};
    if (const auto &given = pickle_[arguments].items; !given.empty())
        for (const Id pair : pickle_[given.front()].items) {
            if (pickle_[pair].items.size() != 2)
                return stop(ErrorCode::CorruptFile, "makes a dictionary of something that is no list of pairs");
            if (++pushes_ > limits::max_pushes) // one list may be given to many calls
                return stop(ErrorCode::LimitExceeded, fmt::format("holds more than {} values", limits::max_pushes));
            dict.items.insert(dict.items.end(), pickle_[pair].items.begin(), pickle_[pair].items.end());
        }
    push_node(std::move(dict));
}

/// BUILD: attributes of a dictionary are dropped; objects keep their state, except tensors, which have none.
void Machine::set_state() {
    const Id state = pop(), object = pop();
    if (error_)
        return;
    const Kind kind = pickle_[object].kind;
    const bool tensor = pickle_.global_of(object).starts_with("torch._utils.");
    if ((kind != Kind::Dict && kind != Kind::Object) || tensor)
        return stop(ErrorCode::CorruptFile, tensor ? "sets the state of a tensor" : "sets the state of a plain value");
    if (kind == Kind::Object)
        pickle_.nodes[object].items.push_back(state);
    stack_.push_back(object);
}

bool Machine::describe_object(std::uint8_t opcode) {
    switch (opcode) {
    case 'c': {
        const std::string_view module = line(), name = line();
        push_global(module, name);
        return true;
    }
    case 0x93: {
        const Id name = pop(), module = pop();
        if (error_)
            return true;
        if (pickle_[name].kind != Kind::Text || pickle_[module].kind != Kind::Text || pickle_[name].text.size() > 1024 ||
            pickle_[module].text.size() > 1024)
            stop(ErrorCode::CorruptFile, "names a global by something that is no short text");
        else
            push_global(pickle_[module].text, pickle_[name].text);
        return true;
    }
    case 'i': { // the old way to write a call; named before it is refused
        const std::string_view module = line(), name = line();
        push_global(module, name);
        return false;
    }
    case 'Q': {
        const Id id = pop();
        push_node({.kind = Kind::Persistent, .items = {id}});
        return true;
    }
    case 'R':
    case 0x81: call(); return true;
    case 'b': set_state(); return true;
    default: return false;
    }
}

void Machine::step(std::uint8_t opcode) {
    switch (opcode) {
    case 0x80:
        if (const auto version = in_.take<std::uint8_t>(); version > 5)
            stop(ErrorCode::CorruptFile, fmt::format("is of protocol {}, which does not exist", version));
        return;
    case 0x95:
        if (in_.take<std::uint64_t>() > in_.left())
            stop(ErrorCode::CorruptFile, "claims a frame past the end");
        return;
    default: break;
    }
    if (!read_number(opcode) && !read_text(opcode) && !build_tuple(opcode) && !fill_container(opcode) &&
        !use_memo(opcode) && !describe_object(opcode))
        stop(ErrorCode::CorruptFile, fmt::format("opcode 0x{:02X} has no place in a file of weights", opcode));
    if (!in_.good())
        stop(ErrorCode::CorruptFile, "ends inside an opcode");
}

/// Demands that nothing holds itself and nothing is nested too deep: walks the graph once, children first.
Result<void> Machine::check_shape() const {
    constexpr std::uint8_t fresh = 0, open = 0xFF; // anything else: the depth below
    std::vector<std::uint8_t> depths(pickle_.nodes.size(), fresh);
    std::vector<std::pair<Id, std::size_t>> path{{pickle_.root, 0}};
    depths[pickle_.root] = open;
    while (!path.empty()) {
        auto &[id, next] = path.back();
        const auto &items = pickle_[id].items;
        if (next < items.size()) {
            const Id child = items[next++];
            if (depths[child] == open)
                return fail(ErrorCode::CorruptFile, {}, "pickle: an object contains itself");
            if (depths[child] == fresh) {
                depths[child] = open;
                path.emplace_back(child, 0);
            }
            if (path.size() > limits::max_depth)
                return fail(ErrorCode::LimitExceeded, {},
                            fmt::format("pickle: is nested more than {} deep", limits::max_depth));
            continue;
        }
        int depth = 1;
        for (const Id child : items)
            depth = std::max(depth, depths[child] + 1);
        if (depth > limits::max_depth)
            return fail(ErrorCode::LimitExceeded, {}, fmt::format("pickle: is nested more than {} deep", limits::max_depth));
        depths[id] = static_cast<std::uint8_t>(depth);
        path.pop_back();
    }
    return {};
}

Result<Pickle> Machine::run() {
    bool stopped = false;
    while (!error_ && !stopped) {
        opcode_at_ = in_.at();
        const auto opcode = in_.take<std::uint8_t>();
        if (!in_.good())
            stop(ErrorCode::CorruptFile, "ends without STOP");
        else if (opcode == '.')
            stopped = true;
        else
            step(opcode);
    }
    if (!error_ && (stack_.size() != 1 || !marks_.empty()))
        stop(ErrorCode::CorruptFile, fmt::format("leaves {} values where one is expected", stack_.size()));
    // What a file asks for matters more than how it is broken.
    if (!forbidden_.empty()) {
        std::vector<std::string> shown;
        for (std::size_t i = 0; i < std::min<std::size_t>(forbidden_.size(), 5); ++i)
            shown.push_back(in_quotes(forbidden_[i]));
        return fail(ErrorCode::CorruptFile, {},
                    fmt::format("pickle: asks for {}{}, which no file of weights needs; nothing was executed",
                                fmt::join(shown, ", "), forbidden_.size() > 5 ? " and more" : ""),
                    "do not trust this file; look for it as safetensors");
    }
    if (error_)
        return tl::unexpected<Error>(std::move(*error_));
    pickle_.root = stack_.front();
    pickle_.bytes = in_.at();
    SFUMATO_CHECK(check_shape());
    return std::move(pickle_);
}

} // namespace

std::string_view Pickle::global_of(Id id) const {
    const Node *node = &nodes[id];
    if (node->kind == Kind::Object)
        node = &nodes[node->items.front()];
    return node->kind == Kind::Global ? std::string_view(globals[static_cast<std::size_t>(node->integer)])
                                      : std::string_view{};
}

Result<Pickle> read(std::string_view bytes, GlobalFilter allowed) {
    if (bytes.size() > limits::max_bytes)
        return fail(ErrorCode::LimitExceeded, {},
                    fmt::format("pickle: has {} bytes; at most {} are read", bytes.size(), limits::max_bytes));
    return Machine(bytes, allowed).run();
}

} // namespace sfumato::modelio::pickle
