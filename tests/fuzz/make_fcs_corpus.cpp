#include <cstdint>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "tests/support/fcs_bytes.h"

/// Writes the seeds of the FCS fuzz targets: small data sets of every kind, whole and broken, each to fuzz_header,
/// fuzz_text, fuzz_layout_data and fuzz_reader in the form that the target takes.
namespace {

using testing_support::FcsBytes;
using testing_support::keywords_of;

struct Seed {
  std::string name;
  FcsBytes file;
};

/// Bytes without a pattern, the same every time.
std::string some_bytes(std::size_t count) {
  std::string bytes;
  std::uint32_t state = 1;
  while (bytes.size() < count) {
    state = state * 1664525U + 1013904223U;
    bytes += static_cast<char>(state >> 24U);
  }
  return bytes;
}

void set(FcsBytes& file, std::string_view name, std::string_view value) {
  for (auto& [known, text] : file.keywords) {
    if (known == name) {
      text = value;
      return;
    }
  }
  file.keywords.emplace_back(name, value);
}

FcsBytes of_width(int bits, const char* datatype, const char* byte_order) {
  constexpr std::size_t events = 3;
  return {.keywords = keywords_of(datatype, byte_order, {{"A", bits}, {"Time", bits}}, events),
          .data = some_bytes(events * 2 * static_cast<std::size_t>((bits + 7) / 8))};
}

std::vector<Seed> whole_files() {
  std::vector<Seed> seeds;
  for (const int bits : {8, 16, 24, 32, 40, 48, 56, 64}) {
    seeds.push_back({fmt::format("integer_{}_little", bits), of_width(bits, "I", "1,2,3,4")});
    seeds.push_back({fmt::format("integer_{}_big", bits), of_width(bits, "I", "4,3,2,1")});
  }
  for (const auto& [name, bits, type] : {std::tuple{"float", 32, "F"}, std::tuple{"double", 64, "D"}}) {
    seeds.push_back({fmt::format("{}_little", name), of_width(bits, type, "1,2,3,4")});
    seeds.push_back({fmt::format("{}_big", name), of_width(bits, type, "4,3,2,1")});
  }
  seeds.push_back({"permuted", of_width(32, "I", "3,4,1,2")});
  seeds.push_back({"partial_words", of_width(10, "I", "1,2")});

  auto no_events = of_width(32, "F", "1,2,3,4");
  set(no_events, "$TOT", "0");
  no_events.data.clear();
  seeds.push_back({"no_events", no_events});

  auto mixed = of_width(32, "F", "1,2,3,4");
  mixed.version = "FCS3.2";
  set(mixed, "$P2DATATYPE", "I");
  seeds.push_back({"mixed", mixed});

  auto scaled = of_width(16, "I", "1,2");
  for (const auto& [name, value] : {std::pair{"$P1E", "4,0"}, {"$P1R", "1024"}, {"$P2G", "2"}, {"$TIMESTEP", "0.01"}})
    set(scaled, name, value);
  seeds.push_back({"scaled", scaled});

  auto spillover = of_width(32, "F", "1,2,3,4");
  set(spillover, "$SPILLOVER", "2,A,Time,1,0.1,0,1");
  set(spillover, "SPILL", "2,1,2,1,0,0,0,0,0,1,0");
  set(spillover, "$COMP", "2,1,0,0,1");
  seeds.push_back({"spillover", spillover});

  auto fixed_digits = of_width(8, "A", "1,2,3,4");
  set(fixed_digits, "$P1B", "3");
  set(fixed_digits, "$P2B", "2");
  fixed_digits.data = "  1 2 34 6999 0";
  seeds.push_back({"digits_fixed", fixed_digits});

  auto delimited_digits = of_width(8, "A", "1,2,3,4");
  set(delimited_digits, "$P1B", "*");
  set(delimited_digits, "$P2B", "*");
  delimited_digits.data = "1 2\r\n3,\t4 5 65536";
  seeds.push_back({"digits_delimited", delimited_digits});

  auto delimiters = of_width(16, "I", "1,2");
  set(delimiters, "$P1S", "");
  set(delimiters, "A//B", "x//");
  set(delimiters, "\xB5", "\x99");
  seeds.push_back({"delimiters", delimiters});
  return seeds;
}

std::vector<Seed> broken_files() {
  std::vector<Seed> seeds;
  const auto changed = [&seeds](std::string name, std::string_view keyword, std::string_view value) {
    auto file = of_width(16, "I", "1,2");
    set(file, keyword, value);
    seeds.push_back({std::move(name), std::move(file)});
  };
  changed("total_huge", "$TOT", "18446744073709551615");
  changed("total_negative", "$TOT", "-1");
  changed("channels_huge", "$PAR", "999999999");
  changed("width_zero", "$P1B", "0");
  changed("range_huge", "$P1R", "18446744073709551616");
  changed("order_of_nine", "$BYTEORD", "1,2,3,4,5,6,7,8,9");
  changed("next_is_itself", "$NEXTDATA", "1");
  changed("next_huge", "$NEXTDATA", "18446744073709551615");
  changed("spillover_huge", "$SPILLOVER", "4294967296,A,1");
  changed("amplification_huge", "$P1E", "400,1");
  auto outside = of_width(16, "I", "1,2");
  outside.header_data = {99'999'990, 99'999'999};
  outside.text_data = {18'446'744'073'709U, 999'999'999'999U};
  seeds.push_back({"data_outside", outside});
  auto within = of_width(16, "I", "1,2");
  within.header_data = {1, 12};
  within.text_data = {60, 71};
  seeds.push_back({"data_within_text", within});
  return seeds;
}

void write(const std::filesystem::path& folder, const std::string& name, std::string_view bytes) {
  std::filesystem::create_directories(folder);
  std::ofstream{folder / name, std::ios::binary} << bytes;
}

void write_for_every_target(const std::filesystem::path& corpus, const Seed& seed) {
  const auto bytes = seed.file.build();
  const auto text = seed.file.text({0, 0});
  write(corpus / "fuzz_header", seed.name, std::string_view{bytes}.substr(0, 58));
  write(corpus / "fuzz_text", seed.name, text);
  write(corpus / "fuzz_layout_data", seed.name, text + "\n\n" + seed.file.data);
  write(corpus / "fuzz_reader", seed.name, bytes);
  write(corpus / "fuzz_reader", seed.name + "_cut", std::string_view{bytes}.substr(0, bytes.size() - 1));
}

/// Two data sets in one file.
std::string chained() {
  auto first = of_width(16, "I", "1,2");
  set(first, "$NEXTDATA", "000000000");
  set(first, "$NEXTDATA", fmt::format("{:09}", first.build().size()));
  return first.build() + of_width(32, "F", "4,3,2,1").build();
}

}  // namespace

int main(int count, char** words) {
  if (count != 2) return 2;
  try {
    const std::filesystem::path corpus{words[1]};
    for (const auto& seeds : {whole_files(), broken_files()}) {
      for (const auto& seed : seeds) write_for_every_target(corpus, seed);
    }
    write(corpus / "fuzz_reader", "chained", chained());
  } catch (const std::exception& problem) {
    std::fprintf(stderr, "%s\n", problem.what());
    return 1;
  }
  return 0;
}
