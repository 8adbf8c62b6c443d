// How fast do events become columns of floating-point numbers, beside a bare read of the same bytes?

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <fstream>
#include <random>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "fcs/reader.h"

namespace {

constexpr std::size_t events = 1'000'000;
constexpr std::size_t channels = 20;

struct Stored {
  const char* name;
  const char* datatype;
  const char* byte_order;
  std::size_t bits;
};
constexpr std::array<Stored, 3> kinds = {{{"float32 little-endian", "F", "1,2,3,4", 32},
                                          {"float32 big-endian", "F", "4,3,2,1", 32},
                                          {"integers of 16 bits", "I", "1,2,3,4", 16}}};

std::size_t data_bytes(const Stored& kind) { return events * channels * kind.bits / 8; }

/// A file of random bits: what they mean costs the decoder nothing.
class RandomFile {
 public:
  explicit RandomFile(const Stored& kind) {
    std::string text = fmt::format("|$PAR|{}|$TOT|{}|$DATATYPE|{}|$BYTEORD|{}|$MODE|L|$NEXTDATA|0|", channels, events,
                                   kind.datatype, kind.byte_order);
    for (std::size_t n = 1; n <= channels; ++n) {
      text += fmt::format("$P{0}N|C{0}|$P{0}B|{1}|$P{0}R|65536|$P{0}E|0,0|", n, kind.bits);
    }
    const auto first = 58 + text.size();
    std::vector<std::uint32_t> words(data_bytes(kind) / sizeof(std::uint32_t));
    std::mt19937 random{1};
    for (auto& word : words) word = random() & 0xBF7FBF7FU;  // no float of these is NaN or infinite
    std::ofstream out{path, std::ios::binary};
    out << fmt::format("FCS3.1    {:8}{:8}{:8}{:8}{:8}{:8}", 58, first - 1, first, first + data_bytes(kind) - 1, 0, 0)
        << text;
    out.write(reinterpret_cast<const char*>(words.data()), static_cast<std::streamsize>(data_bytes(kind)));
  }
  RandomFile(const RandomFile&) = delete;
  RandomFile& operator=(const RandomFile&) = delete;
  ~RandomFile() { ::unlink(path.c_str()); }

  const std::string path = fmt::format("/tmp/bench_decode.{}.fcs", ::getpid());
};

void read_bytes(const std::string& file) {
  static std::vector<char> buffer(std::size_t{256} * 1024);
  const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
  while (::read(descriptor, buffer.data(), buffer.size()) > 0) benchmark::DoNotOptimize(buffer.data());
  ::close(descriptor);
}

void bare_read(benchmark::State& state, const Stored& kind) {
  const RandomFile file{kind};
  for (auto _ : state) read_bytes(file.path);
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(data_bytes(kind)));
}

using Seconds = std::chrono::duration<double>;

/// The shortest of several, as others disturb each.
Seconds time_of_bare_read(const std::string& file) {
  auto shortest = Seconds::max();
  for (int i = 0; i < 11; ++i) {
    const auto start = std::chrono::steady_clock::now();
    read_bytes(file);
    shortest = std::min<Seconds>(shortest, std::chrono::steady_clock::now() - start);
  }
  return shortest;
}

template <class Reader>
void read_columns(benchmark::State& state, const Stored& kind) {
  const RandomFile file{kind};
  const auto sample = fcs::read_sample(file.path);
  if (!sample) return state.SkipWithError(fcs::message(sample.error()).c_str());
  std::vector<fcs::ChannelIndex> all;
  for (const auto& channel : sample.value().channels) all.push_back(channel.index);
  const auto bare = time_of_bare_read(file.path);
  const auto start = std::chrono::steady_clock::now();
  for (auto _ : state) {
    auto reader = Reader::open(sample.value(), all);
    if (!reader) return state.SkipWithError(fcs::message(reader.error()).c_str());
    for (;;) {
      const auto block = reader.value().next();
      if (!block) return state.SkipWithError(fcs::message(block.error()).c_str());
      if (!block.value()) break;
      benchmark::DoNotOptimize(block.value());
    }
  }
  const Seconds elapsed = std::chrono::steady_clock::now() - start;
  state.counters["times_a_bare_read"] = elapsed / static_cast<double>(state.iterations()) / bare;
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(data_bytes(kind)));
}

}  // namespace

int main(int argc, char** argv) {
  for (const auto& kind : kinds) {
    const std::string name = kind.name;
    benchmark::RegisterBenchmark((name + ", bare read").c_str(), bare_read, kind)->Unit(benchmark::kMillisecond);
    benchmark::RegisterBenchmark((name + ", to its own type").c_str(), read_columns<fcs::StoredReader>, kind)
        ->Unit(benchmark::kMillisecond);
    benchmark::RegisterBenchmark((name + ", to scale values in double").c_str(), read_columns<fcs::BlockReader>, kind)
        ->Unit(benchmark::kMillisecond);
  }
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
}
