#include "fcs/keywords/byte_order.h"

#include <algorithm>
#include <functional>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "fcs/detail/bytes.h"
#include "fcs/keywords/number.h"

namespace fcs {

bool ByteOrder::is_little_endian() const { return std::ranges::is_sorted(significance); }
bool ByteOrder::is_big_endian() const { return std::ranges::is_sorted(significance, std::greater{}); }

Result<ByteOrder> parse_byte_order(std::string_view text) {
  const Error error{Code::bad_keyword,
                    {},
                    "the numbers from 1 to the count of bytes, such as 1,2,3,4 or 4,3,2,1",
                    fmt::format("\"{}\"", text)};
  constexpr std::size_t most_bytes = 8;
  ByteOrder order;
  for (auto rest = text;;) {
    const auto comma = rest.find(',');
    const auto number = parse_unsigned(rest.substr(0, comma));
    if (!number || *number > most_bytes || order.significance.size() == most_bytes) return error;
    order.significance.push_back(static_cast<std::uint8_t>(*number));
    if (comma == std::string_view::npos) break;
    rest.remove_prefix(comma + 1);
  }
  for (std::size_t n = 1; n <= order.significance.size(); ++n) {
    if (std::ranges::count(order.significance, n) != 1) return error;
  }
  return order;
}

std::string print(const ByteOrder& order) { return fmt::format("{}", fmt::join(order.significance, ",")); }

}  // namespace fcs
