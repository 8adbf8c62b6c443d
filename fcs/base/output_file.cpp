#include "fcs/base/output_file.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

namespace fcs {
namespace {

constexpr int closed = -1;

/// The new name itself must outlive a power cut; file systems that cannot sync a folder are let be.
void sync_folder(const std::filesystem::path& folder) {
  const int descriptor = ::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor == closed) return;
  ::fsync(descriptor);
  ::close(descriptor);
}

}  // namespace

OutputFile::OutputFile(std::filesystem::path file, std::filesystem::path temporary, int descriptor)
    : file_{std::move(file)}, temporary_{std::move(temporary)}, descriptor_{descriptor} {}

OutputFile::OutputFile(OutputFile&& other) noexcept
    : file_{std::move(other.file_)},
      temporary_{std::move(other.temporary_)},
      descriptor_{std::exchange(other.descriptor_, closed)} {}

OutputFile::~OutputFile() {
  if (descriptor_ == closed) return;
  ::close(descriptor_);
  if (!temporary_.empty()) ::unlink(temporary_.c_str());
}

/// Of the system call that failed last.
Error OutputFile::failure(std::string_view what) const {
  return {Code::cannot_write, {file_.string(), std::string{what}, {}}, "", std::strerror(errno)};
}

Result<OutputFile> OutputFile::create(const std::filesystem::path& file) {
  std::error_code unknown;
  const auto status = std::filesystem::status(file, unknown);
  if (std::filesystem::is_directory(status))
    return Error{Code::cannot_write, {file.string(), "", {}}, "a file", "a folder"};
  if (std::filesystem::exists(status) && !std::filesystem::is_regular_file(status)) {
    OutputFile out{file, {}, ::open(file.c_str(), O_WRONLY | O_CLOEXEC)};
    if (out.descriptor_ == closed) return out.failure("");
    return out;
  }
  const auto target = std::filesystem::exists(status) ? std::filesystem::canonical(file, unknown) : file;
  for (int attempt = 0;; ++attempt) {  // a name that is taken is another writer's, or was left by one that was killed
    auto temporary = target;
    temporary += fmt::format(".{}-{}.tmp", ::getpid(), attempt);
    OutputFile out{target, temporary, ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666)};
    if (out.descriptor_ != closed) return out;
    if (errno != EEXIST) return out.failure("a temporary file beside it");
  }
}

Result<void> OutputFile::write(std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const auto written = ::write(descriptor_, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return failure("");
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
  return success();
}

Result<void> OutputFile::commit() {
  if (temporary_.empty()) {
    if (::close(std::exchange(descriptor_, closed)) != 0) return failure("");
    return success();
  }
  if (::fsync(descriptor_) != 0) return failure("fsync");
  if (::close(std::exchange(descriptor_, closed)) != 0 || std::rename(temporary_.c_str(), file_.c_str()) != 0) {
    auto error = failure("rename");
    ::unlink(temporary_.c_str());
    return error;
  }
  sync_folder(file_.parent_path());
  return success();
}

}  // namespace fcs
