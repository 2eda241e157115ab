// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <new>

#include <c10/core/CPUAllocator.h>
#include <malloc.h>

namespace sfumato::testing {

/// LibTorch's memory for tensors: counts what is held, and refuses some of the requests.
class WatchedMemory final : public c10::Allocator {
public:
    enum class How { Once, FromThenOn };

    /// From the first call on, every tensor's memory comes from here.
    static WatchedMemory &instance() {
        static WatchedMemory memory;
        return memory;
    }

    /// The nth request from now on fails (1 = the next), or that and all that follow; 0 = none.
    void fail_at(int nth, How how) {
        countdown_ = nth;
        how_ = how;
        failures_ = asked_ = 0;
    }
    int failures() const { return failures_; }
    int asked() const { return asked_; } ///< requests since fail_at()

    /// Begins to count anew.
    void forget_peak() { peak_ = begin_ = held_.load(); }
    /// The most that was held since forget_peak(), beyond what was held then; bytes.
    int64_t peak() const { return peak_ - begin_; }

    c10::DataPtr allocate(size_t bytes) override {
        ++asked_;
        if (countdown_ > 0 && --countdown_ == 0) {
            ++failures_;
            countdown_ = how_ == How::FromThenOn ? 1 : 0;
            throw std::bad_alloc();
        }
        void *block = nullptr;
        if (bytes > 0 && ::posix_memalign(&block, 64, bytes) != 0)
            throw std::bad_alloc();
        if (block)
            held_ += static_cast<int64_t>(::malloc_usable_size(block));
        for (int64_t before = peak_; before < held_ && !peak_.compare_exchange_weak(before, held_);) {
        }
        return {block, block, &give_back, c10::Device(c10::DeviceType::CPU)};
    }
    c10::DeleterFnPtr raw_deleter() const override { return &give_back; }
    void copy_data(void *to, const void *from, size_t bytes) const override { default_copy_data(to, from, bytes); }

private:
    WatchedMemory() { c10::SetCPUAllocator(this, /*priority=*/100); }

    static void give_back(void *block) {
        if (block)
            instance().held_ -= static_cast<int64_t>(::malloc_usable_size(block));
        std::free(block);
    }

    std::atomic<int> countdown_ = 0, failures_ = 0, asked_ = 0;
    std::atomic<int64_t> held_ = 0, peak_ = 0, begin_ = 0;
    How how_ = How::Once;
};

} // namespace sfumato::testing
