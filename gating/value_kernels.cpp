#include "gating/detail/value_kernels.h"

#include <string_view>

#include "gating/detail/instruction_set.h"

namespace gating::detail {

namespace {

const ValueKernels& chosen() {
#ifdef CYTOGATE_AVX2
  if (std::string_view{kernels().name} == "avx2") return avx2::value_kernels;
#endif
  return baseline::value_kernels;
}

}  // namespace

const ValueKernels& value_kernels() {
  static const ValueKernels& found = chosen();
  return found;
}

}  // namespace gating::detail
