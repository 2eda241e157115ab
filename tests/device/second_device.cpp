// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/device/second_device.h"

#include <array>
#include <cstdlib>
#include <cstring>
#include <string>

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/EmptyTensor.h>
#include <ATen/detail/PrivateUse1HooksInterface.h>
#include <ATen/native/CPUFallback.h>
#include <ATen/ops/_reshape_alias_native.h>
#include <ATen/ops/as_strided_native.h>
#include <ATen/ops/resize_native.h>
#include <ATen/ops/view_native.h>
#include <c10/core/CachingDeviceAllocator.h>
#include <c10/core/DeviceType.h>
#include <c10/core/impl/DeviceGuardImplInterface.h>
#include <torch/library.h>

#include "core/torch/device.h"

namespace sfumato::testing {
namespace {

constexpr auto type = at::DeviceType::PrivateUse1;
constexpr c10::DispatchKeySet keys(c10::DispatchKey::PrivateUse1);

/// The processor's memory under another name.
class SecondMemory final : public c10::DeviceAllocator {
public:
    c10::DataPtr allocate(size_t bytes) override {
        auto *memory = c10::GetAllocator(at::kCPU)->raw_allocate(bytes);
        return {memory, memory, raw_deleter(), second_device()};
    }
    c10::DeleterFnPtr raw_deleter() const override { return c10::GetAllocator(at::kCPU)->raw_deleter(); }
    void copy_data(void *to, const void *from, std::size_t bytes) const override { std::memcpy(to, from, bytes); }
    bool initialized() override { return true; }
    void emptyCache(c10::MempoolId_t) override {}
    void recordStream(const c10::DataPtr &, c10::Stream) override {}
    c10::CachingDeviceAllocator::DeviceStats getDeviceStats(c10::DeviceIndex) override { return {}; }
    void resetAccumulatedStats(c10::DeviceIndex) override {}
    void resetPeakStats(c10::DeviceIndex) override {}
    std::pair<size_t, size_t> getMemoryInfo(c10::DeviceIndex) override {
        return {static_cast<size_t>(memory_left(at::kCPU)), static_cast<size_t>(memory_of(at::kCPU))};
    }
};

SecondMemory memory;

/// One device, never another stream.
struct Guard final : c10::impl::DeviceGuardImplInterface {
    at::DeviceType type() const override { return testing::type; }
    at::Device exchangeDevice(at::Device) const override { return second_device(); }
    at::Device getDevice() const override { return second_device(); }
    void setDevice(at::Device) const override {}
    void uncheckedSetDevice(at::Device) const noexcept override {}
    c10::Stream getStream(at::Device device) const override { return c10::Stream(c10::Stream::DEFAULT, device); }
    c10::Stream exchangeStream(c10::Stream stream) const override { return stream; }
    c10::DeviceIndex deviceCount() const noexcept override { return 1; }
};

C10_REGISTER_GUARD_IMPL(PrivateUse1, Guard)

struct Hooks final : at::PrivateUse1HooksInterface {
    bool isAvailable() const override { return true; }
    bool hasPrimaryContext(at::DeviceIndex) const override { return true; }
    at::Generator getNewGenerator(at::DeviceIndex) const override { return at::detail::createCPUGenerator(); }
};

/// The same memory, as the processor's.
at::Tensor here(const at::Tensor &x) {
    return x.is_privateuseone() ? at::from_blob(x.data_ptr(), x.sizes(), x.strides(), x.options().device(at::kCPU)) : x;
}

at::Tensor there(const at::Tensor &x) { return x.defined() ? x.to(second_device()) : x; }

at::Tensor empty(at::IntArrayRef size, std::optional<at::ScalarType> dtype, std::optional<at::Layout>, std::optional<at::Device>,
                 std::optional<bool>, std::optional<at::MemoryFormat> format) {
    return at::detail::empty_generic(size, &memory, keys, dtype.value_or(at::kFloat), format);
}

at::Tensor empty_strided(at::IntArrayRef size, at::IntArrayRef stride, std::optional<at::ScalarType> dtype, std::optional<at::Layout>,
                         std::optional<at::Device>, std::optional<bool>) {
    return at::detail::empty_strided_generic(size, stride, &memory, keys, dtype.value_or(at::kFloat));
}

at::Tensor copy_from(const at::Tensor &from, const at::Tensor &to, bool) {
    here(to).copy_(here(from));
    return to;
}

at::Tensor copy_from_and_resize(const at::Tensor &from, const at::Tensor &to) {
    to.resize_(from.sizes());
    return copy_from(from, to, false);
}

using Sides = std::array<bool, 3>;

at::Tensor convolution(const at::Tensor &x, const at::Tensor &weight, const std::optional<at::Tensor> &bias, at::IntArrayRef stride,
                       at::IntArrayRef padding, at::IntArrayRef dilation, bool transposed, at::IntArrayRef output_padding, int64_t groups) {
    const auto added = bias && bias->defined() ? std::optional(here(*bias)) : std::nullopt;
    return there(at::convolution(here(x), here(weight), added, stride, padding, dilation, transposed, output_padding, groups));
}

std::tuple<at::Tensor, at::Tensor, at::Tensor> convolution_backward(const at::Tensor &gradient, const at::Tensor &x, const at::Tensor &weight,
                                                                    at::IntArrayRef stride, at::IntArrayRef padding, at::IntArrayRef dilation,
                                                                    bool transposed, at::IntArrayRef output_padding, int64_t groups, Sides wanted) {
    const auto [of_x, of_weight, of_bias] = at::convolution_backward(here(gradient), here(x), here(weight), at::IntArrayRef{weight.size(0)}, stride,
                                                                     padding, dilation, transposed, output_padding, groups, wanted);
    return {there(of_x), there(of_weight), there(of_bias)};
}

void fallback(const c10::OperatorHandle &op, torch::jit::Stack *stack) { at::native::cpu_fallback(op, stack); }

TORCH_LIBRARY_IMPL(_, PrivateUse1, library) { library.fallback(torch::CppFunction::makeFromBoxedFunction<&fallback>()); }

TORCH_LIBRARY_IMPL(aten, PrivateUse1, library) {
    library.impl("empty.memory_format", &empty);
    library.impl("empty_strided", &empty_strided);
    library.impl("_copy_from", &copy_from);
    library.impl("_copy_from_and_resize", &copy_from_and_resize);
    library.impl("as_strided", &at::native::as_strided_tensorimpl);
    library.impl("view", &at::native::view);
    library.impl("_reshape_alias", &at::native::_reshape_alias);
    library.impl("resize_", &at::native::resize_);
    library.impl("convolution_overrideable", &convolution);
    library.impl("convolution_backward_overrideable", &convolution_backward);
}

} // namespace

at::Device second_device() {
    static Hooks hooks;
    static const bool registered = [] {
        c10::register_privateuse1_backend("second");
        at::SetAllocator(type, &memory);
        at::RegisterPrivateUse1HooksInterface(&hooks);
        return true;
    }();
    (void)registered;
    return {type, 0};
}

DtypePolicy test_policy() {
    const char *name = std::getenv("SFUMATO_TEST_DEVICE");
    if (!name || !*name)
        return {};
    return {at::kFloat, at::kFloat, std::string(name) == "second" ? second_device() : value_or_throw(open_device(name))};
}

} // namespace sfumato::testing
