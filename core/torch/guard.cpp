// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/torch/guard.h"

namespace sfumato {

Error current_exception_as_error() {
    try {
        throw;
    } catch (const Failure &failure) {
        return failure.error();
    } catch (const c10::OutOfMemoryError &) {
        return {ErrorCode::OutOfMemory, "memory", "the device has no memory left for this picture",
                "choose a smaller size or batch"};
    } catch (const std::bad_alloc &) {
        return {ErrorCode::OutOfMemory, "memory", "no memory left for this picture", "choose a smaller size or batch"};
    } catch (const c10::Error &error) {
        // The CPU allocator reports exhaustion as a plain c10::Error.
        const std::string text = error.what_without_backtrace();
        if (text.find("DefaultCPUAllocator") != std::string::npos)
            return {ErrorCode::OutOfMemory, "memory", "no memory left for this picture",
                    "choose a smaller size or batch"};
        return {ErrorCode::Internal, "tensor library", text, {}};
    } catch (const std::exception &error) {
        return {ErrorCode::Internal, {}, error.what(), {}};
    } catch (...) {
        return {ErrorCode::Internal, {}, "unknown exception", {}};
    }
}

} // namespace sfumato
