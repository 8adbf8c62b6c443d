#pragma once

#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace testing_support {

/// The bytes of a data set, put together by hand: HEADER, TEXT at byte 58, DATA after it.
/// $BEGINDATA and $ENDDATA are added for versions that have them. Everything can be made wrong.
struct FcsBytes {
  using Segment = std::pair<std::uint64_t, std::uint64_t>;

  std::string version = "FCS3.1";
  std::vector<std::pair<std::string, std::string>> keywords{};
  std::string data{};
  char delimiter = '/';
  std::optional<Segment> header_data{};  ///< in place of the true one
  std::optional<Segment> text_data{};    ///< in place of the true one

  [[nodiscard]] std::string text(const Segment& data_segment) const {
    std::string out{delimiter};
    const auto add = [&](const std::string& name, const std::string& value) {
      out += name + delimiter + value + delimiter;
    };
    for (const auto& [name, value] : keywords) add(name, value);
    if (version != "FCS2.0") {
      const auto [first, last] = text_data.value_or(data_segment);
      add("$BEGINDATA", fmt::format("{:012}", first));
      add("$ENDDATA", fmt::format("{:012}", last));
    }
    return out;
  }

  [[nodiscard]] std::string build() const {
    constexpr std::uint64_t text_first = 58;
    const auto text_size = text({0, 0}).size();
    const Segment true_data{text_first + text_size, text_first + text_size + data.size() - 1};
    const auto [data_first, data_last] = header_data.value_or(true_data);
    return fmt::format("{}    {:8}{:8}{:8}{:8}{:8}{:8}", version, text_first, text_first + text_size - 1, data_first,
                       data_last, 0, 0) +
           text(true_data) + data;
  }
};

/// The keywords that every reader needs, for channels of one width each.
inline std::vector<std::pair<std::string, std::string>> keywords_of(
    std::string datatype, std::string byte_order, const std::vector<std::pair<std::string, int>>& channels,
    std::uint64_t events) {
  std::vector<std::pair<std::string, std::string>> keywords{
      {"$MODE", "L"},     {"$DATATYPE", std::move(datatype)},           {"$BYTEORD", std::move(byte_order)},
      {"$NEXTDATA", "0"}, {"$PAR", fmt::format("{}", channels.size())}, {"$TOT", fmt::format("{}", events)}};
  for (std::size_t n = 1; n <= channels.size(); ++n) {
    const auto& [name, bits] = channels[n - 1];
    keywords.emplace_back(fmt::format("$P{}N", n), name);
    keywords.emplace_back(fmt::format("$P{}B", n), fmt::format("{}", bits));
    keywords.emplace_back(fmt::format("$P{}R", n), fmt::format("{}", bits < 64 ? std::uint64_t{1} << bits : 1000000U));
    keywords.emplace_back(fmt::format("$P{}E", n), "0,0");
  }
  return keywords;
}

/// The bytes of a number as they lie in memory: little-endian.
template <class Number>
std::string little_endian(std::initializer_list<Number> numbers) {
  std::string bytes;
  for (const Number number : numbers) {
    std::string one(sizeof number, '\0');
    std::memcpy(one.data(), &number, sizeof number);
    bytes += one;
  }
  return bytes;
}

template <class Number>
std::string big_endian(std::initializer_list<Number> numbers) {
  std::string bytes;
  for (const Number number : numbers) {
    const auto one = little_endian({number});
    bytes.append(one.rbegin(), one.rend());
  }
  return bytes;
}

}  // namespace testing_support
