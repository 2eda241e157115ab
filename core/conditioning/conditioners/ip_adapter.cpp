// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/conditioning/conditioners/ip_adapter.h"

namespace sfumato::conditioning {

IpAdapter::IpAdapter(const vision::IpAdapter &adapter, const at::Tensor &seen, const at::Tensor &nothing, const ControlStrength &strength)
    : sites_(adapter.keys_and_values(at::cat({nothing, seen}))), strength_(strength) {}

void IpAdapter::apply(NetworkInput &input, const Moment &moment) const {
    if (!strength_.acts_at(moment))
        return;
    std::vector<int64_t> rows;
    for (const Pass pass : input.passes)
        rows.insert(rows.end(), static_cast<size_t>(input.images()), pass == Pass::Positive ? 1 : 0);
    rows_ = at::tensor(rows, at::kLong).to(input.latent.device());
    input.additions.push_back(this);
}

at::Tensor IpAdapter::beside(const std::string &name, const at::Tensor &queries, int64_t heads) const {
    const auto site = sites_.find(name);
    if (site == sites_.end())
        return {}; // a self-attention
    const auto &[keys, values] = site->second;
    return nn::multi_head_attention(queries, keys.index_select(0, rows_), values.index_select(0, rows_), heads) * strength_.weight;
}

} // namespace sfumato::conditioning
