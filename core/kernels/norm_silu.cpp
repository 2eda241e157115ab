// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/kernels/norm_silu.h"

#include <algorithm>
#include <vector>

#include <ATen/Parallel.h>
#include <ATen/autocast_mode.h>
#include <torch/csrc/autograd/custom_function.h>

#include "core/kernels/fast.h"
#include "core/kernels/lanes.h"
#include "core/kernels/norm_silu_rows.h"

namespace sfumato::kernels {
namespace {

/// A map as rows of channels, cut into chunks that threads share. Sums are taken chunk by chunk in float and then in
/// double, whatever the number of threads, so that the same picture comes out on any machine.
struct Rows {
    explicit Rows(const at::Tensor &x) : batch(x.size(0)), channels(x.size(1)), cells(x.size(2) * x.size(3)), chunks((cells + chunk - 1) / chunk) {}

    static constexpr int64_t chunk = 256;
    int64_t batch, channels, cells, chunks;

    /// visit(picture, first row of the whole map, rows, number of the chunk)
    template <typename Visit>
    void each_chunk(const Visit &visit) const {
        at::parallel_for(0, batch * chunks, 1, [&](int64_t begin, int64_t end) {
            for (int64_t i = begin; i < end; ++i) {
                const int64_t first = i % chunks * chunk;
                visit(i / chunks, i / chunks * cells + first, std::min(chunk, cells - first), i);
            }
        });
    }

    /// The two sums of every channel of a picture, from those of its chunks.
    std::vector<double> gathered(const std::vector<float> &sums, int64_t picture) const {
        std::vector<double> total(static_cast<std::size_t>(2 * channels));
        for (int64_t i = picture * chunks; i < (picture + 1) * chunks; ++i)
            for (int64_t c = 0; c < 2 * channels; ++c)
                total[static_cast<std::size_t>(c)] += sums[static_cast<std::size_t>(2 * channels * i + c)];
        return total;
    }
    std::vector<float> sums() const { return std::vector<float>(static_cast<std::size_t>(2 * channels * batch * chunks)); }
};

/// Numbers by picture and channel, or picture and group.
struct Table {
    Table(int64_t rows, int64_t columns_) : columns(columns_), values(static_cast<std::size_t>(rows * columns_)) {}
    float *row(int64_t i) { return values.data() + i * columns; }
    const float *row(int64_t i) const { return values.data() + i * columns; }

    int64_t columns;
    std::vector<float> values;
};

/// What the norm makes of a value: scale * x + shift by picture and channel.
struct Affine {
    Table scale, shift;
};

Affine affine(const Rows &rows, int64_t groups, const float *mean, const float *deviation, const float *weight, const float *bias) {
    Affine result{{rows.batch, rows.channels}, {rows.batch, rows.channels}};
    const int64_t each = rows.channels / groups;
    for (int64_t n = 0; n < rows.batch; ++n)
        for (int64_t c = 0; c < rows.channels; ++c) {
            const int64_t group = n * groups + c / each;
            result.scale.row(n)[c] = weight[c] / deviation[group];
            result.shift.row(n)[c] = bias[c] - mean[group] * result.scale.row(n)[c];
        }
    return result;
}

struct Forward {
    at::Tensor y, mean, deviation; ///< mean, deviation: [B,groups]
};

Forward forward_of(const at::Tensor &x, int64_t groups, const at::Tensor &weight, const at::Tensor &bias, double eps) {
    const Rows rows(x);
    Forward result{at::empty_like(x), at::empty({rows.batch, groups}, at::kFloat), at::empty({rows.batch, groups}, at::kFloat)};
    const float *read = x.const_data_ptr<float>();
    auto sums = rows.sums();
    rows.each_chunk([&](int64_t, int64_t first, int64_t count, int64_t i) {
        add_moments(read + first * rows.channels, count, rows.channels, sums.data() + 2 * rows.channels * i);
    });
    float *mean = result.mean.data_ptr<float>(), *deviation = result.deviation.data_ptr<float>();
    const int64_t each = rows.channels / groups;
    for (int64_t n = 0; n < rows.batch; ++n) {
        const auto total = rows.gathered(sums, n);
        for (int64_t g = 0; g < groups; ++g) {
            double sum = 0, squares = 0;
            for (int64_t c = g * each; c < (g + 1) * each; ++c) {
                sum += total[static_cast<std::size_t>(c)];
                squares += total[static_cast<std::size_t>(rows.channels + c)];
            }
            const double values = static_cast<double>(rows.cells * each), middle = sum / values;
            mean[n * groups + g] = static_cast<float>(middle);
            deviation[n * groups + g] = static_cast<float>(std::sqrt(std::max(squares / values - middle * middle, 0.0) + eps));
        }
    }
    const auto to = affine(rows, groups, mean, deviation, weight.const_data_ptr<float>(), bias.const_data_ptr<float>());
    float *written = result.y.data_ptr<float>();
    rows.each_chunk([&](int64_t n, int64_t first, int64_t count, int64_t) {
        scaled_silu(read + first * rows.channels, count, rows.channels, to.scale.row(n), to.shift.row(n), written + first * rows.channels);
    });
    return result;
}

struct Backward {
    at::Tensor dx, dweight, dbias;
};

Backward backward_of(const at::Tensor &dy, const at::Tensor &x, int64_t groups, const at::Tensor &weight, const at::Tensor &bias, const at::Tensor &means, const at::Tensor &deviations) {
    const Rows rows(x);
    Backward result{at::empty_like(x), at::zeros({rows.channels}, at::kFloat), at::zeros({rows.channels}, at::kFloat)};
    const float *read = x.const_data_ptr<float>(), *given = dy.const_data_ptr<float>(), *factor = weight.const_data_ptr<float>();
    const float *mean = means.const_data_ptr<float>(), *deviation = deviations.const_data_ptr<float>();
    const auto to = affine(rows, groups, mean, deviation, factor, bias.const_data_ptr<float>());
    float *dx = result.dx.data_ptr<float>(), *dweight = result.dweight.data_ptr<float>(), *dbias = result.dbias.data_ptr<float>();
    auto sums = rows.sums();
    rows.each_chunk([&](int64_t n, int64_t first, int64_t count, int64_t i) {
        silu_gradient(read + first * rows.channels, given + first * rows.channels, count, rows.channels, to.scale.row(n), to.shift.row(n),
                      dx + first * rows.channels, sums.data() + 2 * rows.channels * i);
    });
    Table slope(rows.batch, rows.channels), shift(rows.batch, rows.channels);
    const int64_t each = rows.channels / groups;
    for (int64_t n = 0; n < rows.batch; ++n) {
        const auto total = rows.gathered(sums, n);
        for (int64_t g = 0; g < groups; ++g) {
            const double middle = mean[n * groups + g], inverse = 1.0 / deviation[n * groups + g], values = static_cast<double>(rows.cells * each);
            double of_shift = 0, of_scale = 0;
            for (int64_t c = g * each; c < (g + 1) * each; ++c) {
                const double dz = total[static_cast<std::size_t>(c)], dzx = total[static_cast<std::size_t>(rows.channels + c)];
                dbias[c] += static_cast<float>(dz);
                dweight[c] += static_cast<float>((dzx - dz * middle) * inverse);
                of_shift += factor[c] * dz;
                of_scale += factor[c] * dzx;
            }
            const double b = (of_shift * middle - of_scale) * inverse * inverse * inverse / values;
            std::fill_n(slope.row(n) + g * each, each, static_cast<float>(b));
            std::fill_n(shift.row(n) + g * each, each, static_cast<float>(-b * middle - of_shift * inverse / values));
        }
    }
    rows.each_chunk([&](int64_t n, int64_t first, int64_t count, int64_t) {
        combine_gradient(read + first * rows.channels, count, rows.channels, to.scale.row(n), slope.row(n), shift.row(n), dx + first * rows.channels);
    });
    return result;
}

struct Differentiable : torch::autograd::Function<Differentiable> {
    static at::Tensor forward(torch::autograd::AutogradContext *context, const at::Tensor &x, int64_t groups, const at::Tensor &weight, const at::Tensor &bias, double eps) {
        const auto input = x.contiguous(at::MemoryFormat::ChannelsLast);
        const auto result = forward_of(input, groups, weight, bias, eps);
        context->save_for_backward({input, weight, bias, result.mean, result.deviation});
        context->saved_data["groups"] = groups;
        return result.y;
    }

    static torch::autograd::variable_list backward(torch::autograd::AutogradContext *context, const torch::autograd::variable_list &gradients) {
        const auto saved = context->get_saved_variables();
        const auto result = backward_of(gradients[0].contiguous(at::MemoryFormat::ChannelsLast), saved[0], context->saved_data["groups"].toInt(), saved[1], saved[2], saved[3], saved[4]);
        return {result.dx, at::Tensor(), result.dweight, result.dbias, at::Tensor()};
    }
};

} // namespace

at::Tensor group_norm_silu(const at::Tensor &x, int64_t groups, const at::Tensor &weight, const at::Tensor &bias, double eps) {
    if (!fast_wanted() || x.dim() != 4 || x.scalar_type() != at::kFloat || weight.scalar_type() != at::kFloat || !x.device().is_cpu() ||
        x.size(1) % channel_block != 0 || x.numel() == 0 || at::autocast::is_autocast_enabled(at::kCPU))
        return at::silu(at::group_norm(x, groups, weight, bias, eps));
    if (at::GradMode::is_enabled() && (x.requires_grad() || weight.requires_grad() || bias.requires_grad()))
        return Differentiable::apply(x, groups, weight, bias, eps);
    return forward_of(x.contiguous(at::MemoryFormat::ChannelsLast), groups, weight, bias, eps).y;
}

} // namespace sfumato::kernels
