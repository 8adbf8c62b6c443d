#pragma once

#include <cstddef>
#include <memory>

namespace gating::detail {

/// Memory for far more values than may come: only pages that are written to are taken, of 2 MiB where the system has
/// such. Getting pages of 4 KiB one by one takes longer than filling them.
class LargeMemory {
 public:
  explicit LargeMemory(std::size_t bytes);
  [[nodiscard]] std::byte* data() const { return bytes_.get(); }

 private:
  struct Free {
    void operator()(std::byte* bytes) const;
  };
  std::unique_ptr<std::byte[], Free> bytes_;
};

}  // namespace gating::detail
