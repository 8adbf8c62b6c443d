// How long do `cytogate gate` and `batch` take for files, beside a bare read of the same bytes? Whole processes, in
// turn, page cache warm.

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <string>
#include <vector>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench/workload.h"
#include "fcs/base/output_file.h"
#include "study/sha256.h"

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

void hash(const std::vector<std::string>& files) {
  for (const auto& file : files) {
    if (study::sha256_file(file).has_error()) return;
  }
  ::_exit(0);
}

void run_program(std::vector<std::string> words) {
  std::vector<char*> arguments;
  for (auto& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  const int nowhere = ::open("/dev/null", O_WRONLY);
  ::dup2(nowhere, STDOUT_FILENO);
  ::execvp(arguments.front(), arguments.data());
}

/// A process, too, so that both begin and end alike: every byte of the files once, into a buffer that stays in the
/// cache. GNU cat takes 128 KiB at a time and is as fast as dd with blocks of 256 KiB.
void read_bare(const std::vector<std::string>& files) {
  std::vector<std::string> words{files.empty() ? "true" : "cat"};
  words.insert(words.end(), files.begin(), files.end());
  run_program(std::move(words));
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

struct Compared {
  double bare = 0, gated = 0, ratio = 0, peak = 0;
};

/// Medians of the two, measured in turn, and of their ratios pair by pair.
/// @param child  what a process does
template <class Child>
Compared compare(const std::vector<std::string>& files, int rounds, Child child) {
  std::vector<double> bare, gated, ratios, peaks;
  for (int round = -1; round < rounds; ++round) {
    const auto read = measure([&] { read_bare(files); });
    const auto run = measure(child);
    if (round < 0) continue;  // the first pair warms the page cache
    bare.push_back(read.seconds);
    gated.push_back(run.seconds);
    ratios.push_back(run.seconds / read.seconds);
    peaks.push_back(run.peak_mebibytes);
  }
  return {median(bare), median(gated), median(ratios), median(peaks)};
}

void print_row(const std::string& title, const Compared& row) {
  std::cout << fmt::format("| {:<64} | {:>7.1f} ms | {:>7.1f} ms | {:>5.2f} | {:>4.0f} MiB |\n", title, 1000 * row.bare,
                           1000 * row.gated, row.ratio, row.peak)
            << std::flush;
}

/// Makes workloads in a folder, once, and runs the program on them.
class Bench {
 public:
  Bench(std::string program, std::filesystem::path folder) : program_{std::move(program)}, folder_{std::move(folder)} {
    std::filesystem::create_directories(folder_);
  }

  std::string file(std::size_t events, std::uint64_t seed = 1, std::size_t more_channels = 0) const {
    const auto path = folder_ / fmt::format("{}x{}.{}.fcs", events, bench::channels + more_channels, seed);
    if (!std::filesystem::exists(path)) check(bench::write_file(path, events, seed, more_channels));
    return path.string();
  }
  std::vector<std::string> cohort(std::size_t count) const {
    std::vector<std::string> files;
    for (std::size_t i = 0; i < count; ++i) files.push_back(file(300'000, i + 1));
    return files;
  }
  std::string strategy(std::size_t copies = 1) const {
    const auto path = folder_ / fmt::format("strategy.{}.gatingml.xml", copies);
    check(bench::write_strategy(path, copies));
    return path.string();
  }

  /// A study of a cohort with its manifest, and a panel without stains that has the strategy.
  std::string study(std::size_t count) const {
    const auto path = folder_ / fmt::format("study.{}", count);
    std::filesystem::create_directories(path);
    std::string manifest = "file,subject,visit,panel\n";
    std::size_t subject = 0;
    for (const auto& file : cohort(count)) {
      manifest += fmt::format("{},S{:02},C1D1,bench\n", std::filesystem::absolute(file).string(), ++subject);
    }
    write(path / "manifest.csv", manifest);
    write(path / "study.toml", R"(id = "BENCH"
manifest = "manifest.csv"
visits = ["C1D1"]
[[panel]]
id = "bench"
path = "panel.toml"
)");
    write(path / "panel.toml", R"(id = "bench"
version = 1
strategy = "strategy.gatingml.xml"
[[stain]]
marker = "CD3"
[[endpoint]]
id = "activated"
label = "activated of CD8+"
population = "Activationpp"
of = "Lineagenp"
statistic = "percent"
)");
    check(bench::write_strategy(path / "strategy.gatingml.xml"));
    return path.string();
  }

  Compared gate(const std::vector<std::string>& files, const std::string& strategy, std::size_t jobs, int rounds,
                const std::vector<std::string>& options = {}) const {
    std::vector<std::string> words{program_, "gate"};
    words.insert(words.end(), files.begin(), files.end());
    words.insert(words.end(), {"--strategy", strategy, "--jobs", std::to_string(jobs)});
    words.insert(words.end(), options.begin(), options.end());
    return compare(files, rounds, [&] { run_program(words); });
  }
  Compared batch(std::size_t files, std::size_t jobs, int rounds) const {
    const std::vector<std::string> words{
        program_, "batch", study(files), "-o", (folder_ / "results").string(), "--jobs", std::to_string(jobs)};
    return compare(cohort(files), rounds, [&] { run_program(words); });
  }
  Compared hashing(std::size_t files, int rounds) const {
    return compare(cohort(files), rounds, [&] { hash(cohort(files)); });
  }
  Compared version(int rounds) const {
    return compare({}, rounds, [&] { run_program({program_, "--version"}); });
  }

 private:
  static void write(const std::filesystem::path& path, const std::string& text) {
    auto file = fcs::OutputFile::create(path);
    if (file.has_error()) return check(file.error());
    check(file.value().write(text));
    check(file.value().commit());
  }
  static void check(const fcs::Result<void>& written) {
    if (!written.has_error()) return;
    std::cerr << "end_to_end: " << fcs::message(written.error()) << '\n';
    std::exit(1);
  }

  std::string program_;
  std::filesystem::path folder_;
};

void print_head(const std::string& title, int rounds) {
  std::cout << fmt::format(
      "\n{}, medians of {} pairs\n\n| {:<64} | bare read  | cytogate   | ratio | peak     |\n"
      "|---|---|---|---|---|\n",
      title, rounds, "");
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 3) {
    std::cerr << "usage: bench_end_to_end CYTOGATE FOLDER\nMakes its workloads in FOLDER (1.2 GB), once, and measures "
                 "CYTOGATE on them.\n";
    return 2;
  }
  const Bench bench{std::filesystem::absolute(arguments[1]).string(), arguments[2]};
  constexpr std::size_t million = 1'000'000;
  constexpr int rounds = 9;
  print_head("Whole processes beside a bare read of the same bytes, in turn", rounds);
  print_row("A: 1,000,000 events x 20 channels, 12 gates, 1 thread",
            bench.gate({bench.file(million)}, bench.strategy(), 1, rounds));
  print_row("A, 2 threads", bench.gate({bench.file(million)}, bench.strategy(), 2, rounds));
  const std::vector<std::string> medians{"--channels", "FL1-A,FL2-A,FL3-A,FL5-A,FL6-A,FL11-A,FSC-A,SSC-A"};
  print_row("A, medians of 8 channels in every population, 1 thread",
            bench.gate({bench.file(million)}, bench.strategy(), 1, rounds, medians));
  print_row("A, medians of 8 channels, 2 threads",
            bench.gate({bench.file(million)}, bench.strategy(), 2, rounds, medians));
  auto percentiles = medians;
  percentiles.insert(percentiles.end(), {"--statistics", "p10,median,p90"});
  print_row("A, median, p10 and p90 of 8 channels, 1 thread",
            bench.gate({bench.file(million)}, bench.strategy(), 1, rounds, percentiles));
  print_row("B: 24 files x 300,000 events x 20 channels, 12 gates, 1 thread",
            bench.gate(bench.cohort(24), bench.strategy(), 1, rounds));
  print_row("B, 2 threads", bench.gate(bench.cohort(24), bench.strategy(), 2, rounds));

  constexpr int few_rounds = 5;
  print_head("A study of workload B", few_rounds);
  print_row("cytogate batch, 1 thread", bench.batch(24, 1, few_rounds));
  print_row("cytogate batch, 2 threads", bench.batch(24, 2, few_rounds));
  print_row("SHA-256 of the files alone, 1 thread", bench.hashing(24, few_rounds));
  print_row("cytogate --version, beside a process that reads nothing", bench.version(rounds));

  print_head("How the time grows, 1 thread", few_rounds);
  for (const std::size_t events : {million / 4, million / 2, million, 2 * million}) {
    print_row(fmt::format("{} events, medians of 8 channels", events),
              bench.gate({bench.file(events)}, bench.strategy(), 1, few_rounds, medians));
  }
  for (const std::size_t events : {million / 4, million / 2, million, 2 * million}) {
    print_row(fmt::format("{} events", events), bench.gate({bench.file(events)}, bench.strategy(), 1, few_rounds));
  }
  for (const std::size_t more : {0U, 20U, 40U}) {
    print_row(fmt::format("{} channels", bench::channels + more),
              bench.gate({bench.file(million / 2, 1, more)}, bench.strategy(), 1, few_rounds));
  }
  for (const std::size_t copies : {1U, 2U, 4U}) {
    print_row(fmt::format("{} gates", 12 * copies),
              bench.gate({bench.file(million / 2)}, bench.strategy(copies), 1, few_rounds));
  }
  for (const std::size_t files : {6U, 12U, 24U}) {
    print_row(fmt::format("{} files", files), bench.gate(bench.cohort(files), bench.strategy(), 1, few_rounds));
  }
}
