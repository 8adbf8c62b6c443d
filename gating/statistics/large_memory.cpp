#include "gating/detail/large_memory.h"

#include <algorithm>
#include <cstdlib>
#include <new>

#ifdef __linux__
#include <sys/mman.h>
#endif

namespace gating::detail {

LargeMemory::LargeMemory(std::size_t bytes) {
  constexpr std::size_t large_page = std::size_t{2} << 20U;
  const auto size = std::max(bytes + large_page - 1, large_page) / large_page * large_page;
  bytes_.reset(static_cast<std::byte*>(std::aligned_alloc(large_page, size)));
  if (bytes_ == nullptr) throw std::bad_alloc{};
#ifdef MADV_HUGEPAGE
  static_cast<void>(::madvise(bytes_.get(), size, MADV_HUGEPAGE));  // small pages do, too
#endif
}

void LargeMemory::Free::operator()(std::byte* bytes) const { std::free(bytes); }

}  // namespace gating::detail
