#include "gating/detail/instruction_set.h"

#include <cstdlib>
#include <string_view>
#include <vector>

namespace gating::detail {
namespace {

std::vector<const Kernels*> find_available() {
  std::vector<const Kernels*> out{&baseline::kernels};
#ifdef CYTOGATE_AVX2
  if (__builtin_cpu_supports("avx2") != 0 && __builtin_cpu_supports("popcnt") != 0) out.push_back(&avx2::kernels);
#endif
  return out;
}

const Kernels& chosen() {
  const auto available = available_kernels();
  if (const char* wanted = std::getenv("CYTOGATE_INSTRUCTION_SET")) {
    for (const auto* candidate : available) {
      if (std::string_view{candidate->name} == wanted) return *candidate;
    }
  }
  return *available.back();
}

}  // namespace

std::span<const Kernels* const> available_kernels() {
  static const auto available = find_available();
  return available;
}

const Kernels& kernels() {
  static const Kernels& kernels = chosen();
  return kernels;
}

}  // namespace gating::detail
