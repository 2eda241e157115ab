// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/service/png_rows.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <vector>

#include <zlib.h>

namespace sfumato::service {
namespace {

constexpr int filters = 5; // none, left, up, mean of both, Paeth's; a row's first byte names its own
constexpr int rowsATime = 64; ///< between two reports

int paeth(int left, int up, int corner) {
    const int estimate = left + up - corner;
    const int toLeft = std::abs(estimate - left), toUp = std::abs(estimate - up), toCorner = std::abs(estimate - corner);
    return toLeft <= toUp && toLeft <= toCorner ? left : toUp <= toCorner ? up : corner;
}

/// A row as each filter makes it, and which one is chosen: the smallest sum of what is left as signed bytes.
class Row {
public:
    Row(std::size_t bytes, int channels) : m_bytes(bytes), m_channels(static_cast<std::size_t>(channels)), m_nothing(bytes, 0) {
        for (int f = 0; f < filters; ++f) {
            m_filtered[static_cast<std::size_t>(f)].resize(bytes + 1);
            m_filtered[static_cast<std::size_t>(f)][0] = static_cast<std::uint8_t>(f);
        }
    }

    /// above: null for the first row.
    const std::vector<std::uint8_t> &filter(const std::uint8_t *row, const std::uint8_t *above) {
        const std::uint8_t *up = above ? above : m_nothing.data();
        const auto fill = [&](int filter, auto expected) {
            std::uint8_t *out = m_filtered[static_cast<std::size_t>(filter)].data() + 1;
            const std::size_t head = std::min(m_channels, m_bytes);
            for (std::size_t i = 0; i < head; ++i)
                out[i] = static_cast<std::uint8_t>(row[i] - expected(0, up[i], 0));
            for (std::size_t i = head; i < m_bytes; ++i)
                out[i] = static_cast<std::uint8_t>(row[i] - expected(row[i - m_channels], up[i], up[i - m_channels]));
        };
        fill(0, [](int, int, int) { return 0; });
        fill(1, [](int left, int, int) { return left; });
        fill(2, [](int, int above_, int) { return above_; });
        fill(3, [](int left, int above_, int) { return (left + above_) / 2; });
        fill(4, paeth);
        return *std::min_element(m_filtered.begin(), m_filtered.end(), [this](const auto &a, const auto &b) { return cost(a) < cost(b); });
    }

private:
    std::uint64_t cost(const std::vector<std::uint8_t> &filtered) const {
        std::uint64_t sum = 0;
        for (std::size_t i = 1; i <= m_bytes; ++i)
            sum += static_cast<std::uint64_t>(std::abs(static_cast<std::int8_t>(filtered[i])));
        return sum;
    }

    std::size_t m_bytes, m_channels;
    std::array<std::vector<std::uint8_t>, filters> m_filtered;
    std::vector<std::uint8_t> m_nothing;
};

class Deflater {
public:
    explicit Deflater(std::string &out) : m_out(out) {
        constexpr int windowBits = 15, memoryLevel = 8;
        m_ready = ::deflateInit2(&m_stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, windowBits, memoryLevel, Z_FILTERED) == Z_OK;
    }
    ~Deflater() {
        if (m_ready)
            ::deflateEnd(&m_stream);
    }
    Deflater(const Deflater &) = delete;
    Deflater &operator=(const Deflater &) = delete;

    bool ready() const { return m_ready; }

    void add(const std::vector<std::uint8_t> &bytes, int flush) {
        m_stream.next_in = const_cast<Bytef *>(bytes.data()); // zlib only reads it
        m_stream.avail_in = static_cast<uInt>(bytes.size());
        std::array<Bytef, 1 << 16> block;
        do {
            m_stream.next_out = block.data();
            m_stream.avail_out = static_cast<uInt>(block.size());
            ::deflate(&m_stream, flush);
            m_out.append(reinterpret_cast<const char *>(block.data()), block.size() - m_stream.avail_out);
        } while (m_stream.avail_out == 0);
    }

private:
    z_stream m_stream{};
    std::string &m_out;
    bool m_ready;
};

} // namespace

std::string deflatedRows(const Image &image, const RowProgress &progress) {
    std::string out;
    Deflater deflater(out);
    if (!deflater.ready())
        return {};
    Row row(image.stride(), image.channels);
    for (int y = 0; y < image.height; ++y) {
        deflater.add(row.filter(image.row(y), y > 0 ? image.row(y - 1) : nullptr), Z_NO_FLUSH);
        if (progress && ((y + 1) % rowsATime == 0 || y + 1 == image.height))
            progress(y + 1);
    }
    deflater.add({}, Z_FINISH);
    return out;
}

} // namespace sfumato::service
