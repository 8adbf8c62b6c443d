#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string_view>

#include "fcs/base/result.h"

namespace fcs {

/// A file that appears whole or not at all: bytes go to a temporary file beside it, commit() moves that into place.
/// Without commit() nothing is left behind. An existing file is replaced; a link keeps pointing where it does. A pipe
/// or a device takes the bytes as they come.
class OutputFile {
 public:
  /// @error Code::cannot_write, also of a folder
  [[nodiscard]] static Result<OutputFile> create(const std::filesystem::path& file);

  /// @error Code::cannot_write; the file must then be given up
  [[nodiscard]] Result<void> write(std::span<const std::byte> bytes);
  [[nodiscard]] Result<void> write(std::string_view text) { return write(std::as_bytes(std::span{text})); }

  /// Where the bytes are until commit(), for who reads them back; empty where they go straight to a pipe or a device.
  [[nodiscard]] const std::filesystem::path& temporary() const { return temporary_; }

  /// Has everything on the disk (fsync), then renames. Nothing may be written after it.
  /// @error Code::cannot_write
  [[nodiscard]] Result<void> commit();

  OutputFile(OutputFile&& other) noexcept;
  OutputFile& operator=(OutputFile&&) = delete;
  ~OutputFile();

 private:
  OutputFile(std::filesystem::path file, std::filesystem::path temporary, int descriptor);
  [[nodiscard]] Error failure(std::string_view what) const;

  std::filesystem::path file_;
  std::filesystem::path temporary_;  ///< empty where bytes go straight to a pipe or a device
  int descriptor_;
};

}  // namespace fcs
