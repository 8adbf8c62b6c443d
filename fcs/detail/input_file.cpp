#include "fcs/detail/input_file.h"

#include <cassert>
#include <cerrno>
#include <string>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

namespace fcs::detail {
namespace {

std::string reason_of(int error) { return std::generic_category().message(error); }

std::string_view kind_of(mode_t mode) {
  if (S_ISDIR(mode)) return "a folder";
  if (S_ISFIFO(mode)) return "a pipe";
  if (S_ISSOCK(mode)) return "a socket";
  return "a device";
}

}  // namespace

Result<InputFile> InputFile::open(const std::filesystem::path& path) {
  // Opening a pipe that nobody writes to would wait for ever without O_NONBLOCK.
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (descriptor < 0) return Error{Code::cannot_open, {path.string(), "", {}}, "", reason_of(errno)};
  InputFile file{path, descriptor};
  struct stat status {};
  if (::fstat(descriptor, &status) != 0) return Error{Code::cannot_read, {path.string(), "", {}}, "", reason_of(errno)};
  if (!S_ISREG(status.st_mode)) {
    return Error{Code::cannot_read, {path.string(), "", {}}, "a regular file", std::string{kind_of(status.st_mode)}};
  }
  file.size_ = static_cast<std::uint64_t>(status.st_size);
  return file;
}

InputFile::~InputFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

Result<void> InputFile::read(std::uint64_t first, std::span<std::byte> bytes) const {
  for (std::size_t done = 0; done < bytes.size();) {
    const auto got = ::pread(descriptor_, bytes.data() + done, bytes.size() - done, static_cast<off_t>(first + done));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) {
      return Error{Code::cannot_read,
                   {path_.string(), "", ByteRange{first + done, first + bytes.size() - 1}},
                   got < 0 ? "" : fmt::format("{} bytes, as when it was opened", size_),
                   got < 0 ? reason_of(errno) : fmt::format("the end of the file at byte {}", first + done)};
    }
    done += static_cast<std::size_t>(got);
  }
  return success();
}

Result<std::vector<std::byte>> InputFile::read(std::uint64_t first, std::uint64_t last) const {
  assert(first <= last && last < size_);
  std::vector<std::byte> bytes(last - first + 1);
  FCS_CHECK(read(first, bytes));
  return bytes;
}

}  // namespace fcs::detail
