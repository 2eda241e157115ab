// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <memory>

#include "core/base/error.h"

namespace sfumato {

/// A wish to stop, shared by the one who wishes and the work that looks at it.
/// Copies refer to the same wish. Thread: any, lock-free, also from a signal handler.
class CancelToken {
public:
    CancelToken() : flag_(std::make_shared<std::atomic<bool>>(false)) {}

    void cancel() const noexcept { flag_->store(true, std::memory_order_relaxed); }
    bool cancelled() const noexcept { return flag_->load(std::memory_order_relaxed); }

    /// Throws Failure{Cancelled} where the wish was made; for tensor code under core/torch/guard.
    void check() const {
        if (cancelled())
            throw Failure({ErrorCode::Cancelled, {}, "cancelled", {}});
    }

private:
    std::shared_ptr<std::atomic<bool>> flag_;
};

} // namespace sfumato
