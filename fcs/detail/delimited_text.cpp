#include "fcs/detail/delimited_text.h"

#include <algorithm>
#include <cstring>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "fcs/keywords/number.h"

namespace fcs::detail {
namespace {

constexpr std::uint64_t bytes_a_read = std::uint64_t{64} * 1024;
constexpr std::size_t longest_number = 64;  ///< characters; leading zeros occur, more than this is no number

bool is_separator(char c) { return std::string_view{" \t,\r\n"}.find(c) != std::string_view::npos; }

}  // namespace

Result<std::optional<char>> DelimitedText::next_character(const InputFile& file) {
  if (used_ == buffer_.size()) {
    buffer_.resize(std::min(bytes_a_read, end_ - at_));
    used_ = 0;
    if (buffer_.empty()) return std::optional<char>{};
    FCS_CHECK(file.read(at_, buffer_));
    at_ += buffer_.size();
  }
  return std::optional{std::to_integer<char>(buffer_[used_++])};
}

Result<std::optional<std::uint64_t>> DelimitedText::next(const InputFile& file) {
  std::string digits;
  std::uint64_t first = 0;  // of the digits, in the file
  for (;;) {
    FCS_TRY(character, next_character(file));
    if (character && !is_separator(*character)) {
      if (digits.empty()) first = at_ - (buffer_.size() - used_) - 1;
      if (digits.size() <= longest_number) digits += *character;
      continue;
    }
    if (!digits.empty()) break;
    if (!character) return std::optional<std::uint64_t>{};
  }
  if (const auto value = parse_unsigned(digits)) return value;
  return Error{Code::bad_number,
               {"", "DATA", ByteRange{first, first + digits.size() - 1}},
               "a whole number below 2^64",
               fmt::format("\"{}\"", digits)};
}

Result<void> DelimitedText::read(const InputFile& file, std::span<std::byte> words) {
  for (std::size_t i = 0; i < words.size(); i += sizeof(std::uint64_t)) {
    FCS_TRY(value, next(file));
    if (!value) {
      return Error{
          Code::truncated_data, {"", "DATA", ByteRange{end_ - 1, end_ - 1}}, "another number", "the end of DATA"};
    }
    std::memcpy(words.data() + i, &*value, sizeof *value);
  }
  return success();
}

Result<std::uint64_t> DelimitedText::count(const InputFile& file) {
  std::uint64_t numbers = 0;
  bool in_number = false;
  for (;;) {
    FCS_TRY(character, next_character(file));
    const bool separates = !character || is_separator(*character);
    if (separates && in_number) ++numbers;
    if (!character) return numbers;
    in_number = !separates;
  }
}

}  // namespace fcs::detail
