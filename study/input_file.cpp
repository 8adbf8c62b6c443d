#include "study/input_file.h"

#include <cerrno>
#include <cstddef>
#include <fstream>
#include <iterator>
#include <system_error>
#include <utility>

namespace study {

fcs::Result<std::string> read_whole(const std::filesystem::path& file) {
  const auto failure = [&](fcs::Code code, const std::string& found) {
    return fcs::Error{code, {file.string(), "", {}}, "a readable file", found};
  };
  std::error_code error;
  if (std::filesystem::is_directory(file, error)) return failure(fcs::Code::cannot_open, "a folder");
  errno = 0;
  std::ifstream in{file, std::ios::binary};
  if (!in) return failure(fcs::Code::cannot_open, std::generic_category().message(errno));
  std::string bytes{std::istreambuf_iterator<char>{in}, {}};
  if (in.bad()) return failure(fcs::Code::cannot_read, std::generic_category().message(errno));
  return bytes;
}

}  // namespace study
