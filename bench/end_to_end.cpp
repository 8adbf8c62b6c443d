// How long does `cytogate gate` take for a file, beside a bare read of the same bytes? Whole processes, in turn, page
// cache warm.

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <iostream>
#include <string>
#include <vector>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench/workload.h"

namespace {

struct Run {
  double seconds = 0;
  double peak_mebibytes = 0;
};

/// Runs `child` in a process of its own and waits for it.
template <class Child>
Run measure(Child child) {
  const auto start = std::chrono::steady_clock::now();
  const auto id = ::fork();
  if (id == 0) {
    child();
    ::_exit(127);
  }
  int status = 0;
  rusage usage{};
  if (id < 0 || ::wait4(id, &status, 0, &usage) != id || !WIFEXITED(status) || WEXITSTATUS(status) != 0) {
    std::cerr << "end_to_end: a measured process failed\n";
    std::exit(1);
  }
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
  return {elapsed.count(), static_cast<double>(usage.ru_maxrss) / 1024};
}

/// Every byte of the files once, into a buffer that stays in the cache.
void read_bare(const std::vector<std::string>& files) {
  std::vector<char> buffer(256 * 1024);
  for (const auto& file : files) {
    const int descriptor = ::open(file.c_str(), O_RDONLY);
    while (::read(descriptor, buffer.data(), buffer.size()) > 0) {
    }
    ::close(descriptor);
  }
  ::_exit(0);
}

void run_program(std::vector<std::string> words) {
  std::vector<char*> arguments;
  for (auto& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  const int nowhere = ::open("/dev/null", O_WRONLY);
  ::dup2(nowhere, STDOUT_FILENO);
  ::execv(arguments.front(), arguments.data());
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

/// Prints the medians of the two, measured in turn, and of their ratios pair by pair.
void compare(const std::string& title, const std::vector<std::string>& files, const std::vector<std::string>& gate) {
  constexpr int rounds = 11;
  std::vector<double> bare, gated, ratios, peaks;
  for (int round = -1; round < rounds; ++round) {
    const auto read = measure([&] { read_bare(files); });
    const auto run = measure([&] { run_program(gate); });
    if (round < 0) continue;  // the first pair warms the page cache
    bare.push_back(read.seconds);
    gated.push_back(run.seconds);
    ratios.push_back(run.seconds / read.seconds);
    peaks.push_back(run.peak_mebibytes);
  }
  std::cout << fmt::format("{:<44} {:>9.1f} ms {:>9.1f} ms {:>8.1f}x {:>8.0f} MiB\n", title, 1000 * median(bare),
                           1000 * median(gated), median(ratios), median(peaks));
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 3) {
    std::cerr << "usage: bench_end_to_end CYTOGATE FOLDER\nMakes its workloads in FOLDER, once, and measures CYTOGATE "
                 "on them.\n";
    return 2;
  }
  const std::string cytogate = arguments[1];
  const std::filesystem::path folder = arguments[2];
  std::filesystem::create_directories(folder);
  const auto strategy = (folder / "strategy.gatingml.xml").string();
  if (bench::write_strategy(strategy).has_error()) return 1;

  std::cout << fmt::format("{:<44} {:>12} {:>12} {:>9} {:>12}\n", "", "bare read", "cytogate", "ratio", "peak memory");
  for (const std::size_t events : {std::size_t{250'000}, std::size_t{1'000'000}}) {
    const auto file = (folder / fmt::format("{}x{}.fcs", events, bench::channels)).string();
    if (!std::filesystem::exists(file) && bench::write_file(file, events, 1).has_error()) return 1;
    compare(fmt::format("gate, {} events x {} channels, 12 gates", events, bench::channels), {file},
            {cytogate, "gate", file, "--strategy", strategy, "--jobs", "1"});
  }
}
