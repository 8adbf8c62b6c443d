#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

std::vector<std::filesystem::path> files_in(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator{folder}) {
    if (entry.is_regular_file()) files.push_back(entry.path());
  }
  std::ranges::sort(files);
  return files;
}

void run(const std::filesystem::path& file) {
  std::ifstream in{file, std::ios::binary};
  const std::vector<char> bytes{std::istreambuf_iterator<char>{in}, {}};
  LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
}

}  // namespace

/// Runs a fuzz target on every file of the folders named, in an ordinary build without libFuzzer.
int main(int count, char** words) {
  try {
    for (int i = 1; i < count; ++i) {
      const auto files = files_in(words[i]);
      for (const auto& file : files) {
        std::printf("%s\n", file.c_str());  // before the run, so that a crash has a name
        std::fflush(stdout);
        run(file);
      }
      std::printf("%s: %zu inputs\n", words[i], files.size());
      if (files.empty()) return 1;
    }
  } catch (const std::exception& problem) {
    std::fprintf(stderr, "%s\n", problem.what());
    return 1;
  }
  return count > 1 ? 0 : 1;
}
