#include "gating/detail/large_memory.h"

#include <cstddef>

#include <gtest/gtest.h>

namespace {

using gating::detail::LargeMemory;

TEST(LargeMemory, HoldsAsManyBytesAsAskedFor) {
  constexpr std::size_t large_page = std::size_t{2} << 20U;
  for (const std::size_t size : {std::size_t{1}, large_page - 1, large_page, large_page + 1, 3 * large_page}) {
    const LargeMemory memory{size};
    memory.data()[0] = std::byte{1};
    memory.data()[size - 1] = std::byte{2};
    EXPECT_EQ(memory.data()[size - 1], std::byte{2});
  }
}

TEST(LargeMemory, OfNothingIsThereAllTheSame) { EXPECT_NE(LargeMemory{0}.data(), nullptr); }

}  // namespace
