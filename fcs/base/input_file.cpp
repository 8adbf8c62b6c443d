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
  if (std::filesystem::is_directory(file, unknown)) return failure(Code::cannot_open, "a folder");
  errno = 0;
  std::ifstream in{file, std::ios::binary};
  if (!in) return failure(Code::cannot_open, std::generic_category().message(errno));
  std::string bytes{std::istreambuf_iterator<char>{in}, {}};
  if (in.bad()) return failure(Code::cannot_read, std::generic_category().message(errno));
  return bytes;
}

}  // namespace fcs
