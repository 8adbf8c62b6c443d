#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <utility>
#include <vector>

#include "fcs/base/result.h"

namespace fcs::detail {

/// A regular file, read at any place without mapping it: a file that shrinks while it is read gives an error, not a
/// signal.
class InputFile {
 public:
  /// @error Code::cannot_open, or cannot_read for what is no regular file (a folder, a pipe, a device)
  [[nodiscard]] static Result<InputFile> open(const std::filesystem::path& path);

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  [[nodiscard]] std::uint64_t size() const { return size_; }

  /// Fills all of `bytes` from the file's byte `first` on.
  /// @error Code::cannot_read, also where the file ends before
  [[nodiscard]] Result<void> read(std::uint64_t first, std::span<std::byte> bytes) const;

  /// Bytes `first` to `last`, which lie within size().
  [[nodiscard]] Result<std::vector<std::byte>> read(std::uint64_t first, std::uint64_t last) const;

  InputFile(InputFile&& other) noexcept
      : path_{std::move(other.path_)}, descriptor_{std::exchange(other.descriptor_, -1)}, size_{other.size_} {}
  InputFile& operator=(InputFile&& other) noexcept {
    std::swap(path_, other.path_);
    std::swap(descriptor_, other.descriptor_);
    std::swap(size_, other.size_);
    return *this;
  }
  ~InputFile();

 private:
  InputFile(std::filesystem::path path, int descriptor) : path_{std::move(path)}, descriptor_{descriptor} {}

  std::filesystem::path path_;
  int descriptor_ = -1;
  std::uint64_t size_ = 0;
};

}  // namespace fcs::detail
