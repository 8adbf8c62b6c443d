#include "fcs/base/input_file.h"

#include <cerrno>
#include <fstream>
#include <iterator>
#include <system_error>

namespace fcs {

Result<std::string> read_whole(const std::filesystem::path& file) {
  const auto failure = [&](Code code, std::string found) {
    return Error{code, {file.string(), {}, {}}, "a readable file", std::move(found)};
  };
  std::error_code unknown;
  const auto status = std::filesystem::status(file, unknown);
  if (std::filesystem::is_directory(status)) return failure(Code::cannot_open, "a folder");
  // A pipe would wait for its writer, and some devices never end.
  if (std::filesystem::exists(status) && !std::filesystem::is_regular_file(status)) {
    return failure(Code::cannot_open, "a pipe or a device");
  }
  errno = 0;
  std::ifstream in{file, std::ios::binary};
  if (!in) return failure(Code::cannot_open, std::generic_category().message(errno));
  std::string bytes{std::istreambuf_iterator<char>{in}, {}};
  if (in.bad()) return failure(Code::cannot_read, std::generic_category().message(errno));
  return bytes;
}

}  // namespace fcs
