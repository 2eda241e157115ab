// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/transformer_block.h"

#include "core/kernels/geglu.h"

namespace sfumato::nn {

Attention::Attention(const Scope &scope, int64_t width, int64_t context_width, int64_t heads_)
    : name(scope.prefix()), to_q(scope / "to_q", width, width, Bias::No), to_k(scope / "to_k", context_width, width, Bias::No),
      to_v(scope / "to_v", context_width, width, Bias::No), to_out(scope / "to_out" / 0, width, width), heads(heads_) {}

at::Tensor Attention::operator()(const at::Tensor &x, const at::Tensor &attended, const AttentionAdditions &additions) const {
    auto keys = attended, values = attended;
    for (const auto *addition : additions)
        addition->change_sources(keys, values);
    const auto queries = to_q(x);
    auto gathered = multi_head_attention(queries, to_k(keys), to_v(values), heads);
    for (const auto *addition : additions)
        if (const auto more = addition->beside(name, queries, heads); more.defined())
            gathered = gathered + more;
    return to_out(gathered);
}

TransformerBlock::TransformerBlock(const Scope &scope, int64_t width, int64_t context_width, int64_t heads)
    : norm1(scope / "norm1", width), norm2(scope / "norm2", width), norm3(scope / "norm3", width),
      attn1(scope / "attn1", width, width, heads), attn2(scope / "attn2", width, context_width, heads),
      ff_gate(scope / "ff" / "net" / 0 / "proj", width, 8 * width), ff_out(scope / "ff" / "net" / 2, 4 * width, width) {}

at::Tensor TransformerBlock::operator()(const at::Tensor &x, const Context &context) const {
    const auto normed = norm1(x);
    auto h = x + attn1(normed, normed, context.additions);
    h = h + attn2(norm2(h), context.text, context.additions);
    return h + by_rows(h, [&](const at::Tensor &rows) { return ff_out(kernels::geglu(ff_gate(norm3(rows)))); });
}

SpatialTransformer::SpatialTransformer(const Scope &scope, int64_t channels, int64_t context_width, int64_t heads,
                                       int64_t depth, int64_t groups, bool linear_projection)
    : norm(scope / "norm", groups, channels, 1e-6) {
    if (linear_projection) {
        proj_in = Linear(scope / "proj_in", channels, channels);
        proj_out = Linear(scope / "proj_out", channels, channels);
    } else {
        proj_in = Conv2d(scope / "proj_in", channels, channels, 1);
        proj_out = Conv2d(scope / "proj_out", channels, channels, 1);
    }
    for (int64_t i = 0; i < depth; ++i)
        blocks.emplace_back(scope / "transformer_blocks" / i, channels, context_width, heads);
}

at::Tensor SpatialTransformer::operator()(const at::Tensor &x, const Context &context) const {
    const auto height = x.size(2), width = x.size(3);
    const auto to_cells = [](const at::Tensor &map) { return map.flatten(2).transpose(1, 2); };
    const auto to_map = [&](const at::Tensor &cells) { return cells.transpose(1, 2).unflatten(2, {height, width}); };
    const auto normed = norm(x);
    // A linear projection acts on cells, a convolution on the map: the same arithmetic on either side of the reshape.
    auto h = std::holds_alternative<Linear>(proj_in) ? std::get<Linear>(proj_in)(to_cells(normed))
                                                     : to_cells(std::get<Conv2d>(proj_in)(normed));
    for (const auto &block : blocks)
        h = block(h, context);
    h = std::holds_alternative<Linear>(proj_out) ? to_map(std::get<Linear>(proj_out)(h))
                                                 : std::get<Conv2d>(proj_out)(to_map(h));
    return x + h;
}

} // namespace sfumato::nn
