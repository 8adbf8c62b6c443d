#include "fcs/layout.h"

#include <algorithm>
#include <bit>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "fcs/detail/bytes.h"
#include "fcs/detail/describe_channels.h"
#include "fcs/keywords/byte_order.h"
#include "fcs/keywords/number.h"

namespace fcs {
namespace {

std::string quoted(std::string_view text) { return fmt::format("\"{}\"", text); }

Error bad_keyword(const Keywords& keywords, std::string_view name, std::string expected) {
  return {Code::bad_keyword, keywords.place(name), std::move(expected), quoted(keywords.value(name).value_or(""))};
}

Result<std::string_view> required(const Keywords& keywords, std::string_view name, std::string_view what) {
  if (const auto value = keywords.value(name)) return *value;
  return Error{Code::missing_keyword, keywords.place(name), std::string{what}, fmt::format("no {}", name)};
}

/// "32.0" stands for 32 in some files.
Result<std::uint64_t> parse_width(const Keywords& keywords, std::string_view name, std::string_view value,
                                  Findings& findings) {
  if (const auto width = parse_unsigned(value)) return *width;
  auto deviation = bad_keyword(keywords, name, "a whole number above 0");
  const auto trimmed = detail::trim(value);
  const auto point = trimmed.find('.');
  const auto whole = parse_unsigned(trimmed.substr(0, point));
  if (!whole || point == std::string_view::npos ||
      trimmed.find_first_not_of('0', point + 1) != std::string_view::npos) {
    return deviation;
  }
  findings.tolerate(std::move(deviation), fmt::format("it is {}", *whole));
  return *whole;
}

/// The letter of $DATATYPE or $PnDATATYPE.
Result<StoredType> parse_datatype(const Keywords& keywords, std::string_view name, std::string_view letters,
                                  Findings& findings) {
  const auto value = detail::trim(keywords.value(name).value_or(""));
  std::string expected = fmt::format("one of {}", letters);
  if (value.size() != 1 || letters.find(detail::to_upper(value.front())) == std::string_view::npos) {
    return bad_keyword(keywords, name, std::move(expected));
  }
  const char letter = detail::to_upper(value.front());
  if (letter != value.front()) {
    findings.tolerate(bad_keyword(keywords, name, std::move(expected)), fmt::format("it is {}", letter));
  }
  if (letter == 'I') return StoredType::unsigned_integer;
  if (letter == 'F') return StoredType::float32;
  return letter == 'D' ? StoredType::float64 : StoredType::digits;
}

Result<void> check_mode(const Keywords& keywords, Version version, Findings& findings) {
  constexpr std::string_view expected = "L, a list of events";
  const auto value = keywords.value("$MODE");
  if (!value) {
    if (version < Version::fcs3_2) {
      findings.tolerate({Code::missing_keyword, keywords.place("$MODE"), std::string{expected}, "no $MODE"}, "it is L");
    }
    return success();
  }
  const auto mode = detail::trim(*value);
  if (mode == "L") return success();
  if (mode != "l") {
    return Error{Code::unsupported_mode, keywords.place("$MODE"), std::string{expected}, quoted(*value)};
  }
  findings.tolerate(bad_keyword(keywords, "$MODE", std::string{expected}), "it is L");
  return success();
}

/// n of $PnX, where the name is of that kind.
std::optional<std::uint64_t> channel_number(std::string_view name) {
  if (name.size() < 4 || name[0] != '$' || detail::to_upper(name[1]) != 'P') return std::nullopt;
  const auto digits_end = name.find_first_not_of("0123456789", 2);
  if (digits_end == std::string_view::npos) return std::nullopt;
  return parse_unsigned(name.substr(2, digits_end - 2));
}

class LayoutReader {
 public:
  LayoutReader(const Keywords& keywords, const LayoutOptions& options)
      : keywords_{keywords}, options_{options}, findings_{options.tolerance}, describer_{keywords, options} {}

  /// Goes on after a problem, to name several at once.
  Result<WithFindings<EventFormat>> read() {
    if (const auto mode = check_mode(keywords_, options_.version, findings_); !mode) fail(mode.error());
    const auto channel_count = parse_channel_count();
    if (!channel_count) fail(channel_count.error());
    const auto datatype = parse_datatype_of_all();
    if (!datatype) fail(datatype.error());
    byte_order_ = parse_byte_order();
    if (channel_count && datatype) read_channels(channel_count.value(), datatype.value());
    if (problem_) return findings_.joined(std::move(*problem_));

    count_channels_beyond(channel_count.value());
    partial_words_.report(findings_, Code::bad_keyword, "TEXT, $PnB", "whole bytes", "each stands in a larger word");
    trusted_types_.report(findings_, Code::bad_keyword, "TEXT, $PnB", "32 for F, 64 for D", "the data type holds");
    channels_beyond_.report(findings_, Code::bad_keyword, "TEXT", "no keywords of channels beyond $PAR",
                            "these are of no channel");
    describer_.report(findings_);
    format_.timestep = describer_.timestep();
    format_.has_trusted_types = trusted_types_.count() > 0;
    format_.has_partial_words = partial_words_.count() > 0;
    return judged(std::move(format_), findings_);
  }

 private:
  void fail(Error problem) {
    if (!problem_) {
      problem_ = std::move(problem);
    } else if (problem.where.item != problem_->where.item) {  // all channels share one $BYTEORD
      add_further(*problem_, problem);
    }
  }

  /// Stops at the first channel that has no width, as $PAR may say anything.
  void read_channels(std::uint64_t count, StoredType datatype) {
    for (std::uint64_t n = 0; n < count; ++n) {
      const ChannelIndex index{n};
      if (const auto channel = read_channel(index, datatype); !channel) fail(channel.error());
      if (keywords_.find(parameter_keyword(index, "B")) == nullptr) return;
    }
  }

  void count_channels_beyond(std::uint64_t count) {
    for (const auto& keyword : keywords_) {
      const auto number = channel_number(keyword.name);
      if (number && (*number == 0 || *number > count)) channels_beyond_.add(keyword.name, keyword.bytes);
    }
  }

  Result<StoredType> parse_datatype_of_all() {
    FCS_CHECK(required(keywords_, "$DATATYPE", "I, F, D or A"));
    return parse_datatype(keywords_, "$DATATYPE", "IFDA", findings_);
  }

  Result<std::uint64_t> parse_channel_count() const {
    FCS_TRY(text, required(keywords_, "$PAR", "the number of channels"));
    const auto count = parse_unsigned(text);
    if (!count || *count == 0) return bad_keyword(keywords_, "$PAR", "a whole number above 0");
    return *count;
  }

  /// An unusable $BYTEORD matters only to values of several bytes, so its error waits for one.
  Result<ByteOrder> parse_byte_order() const {
    FCS_TRY(text, required(keywords_, "$BYTEORD", "1,2,3,4 or 4,3,2,1"));
    auto order = fcs::parse_byte_order(text);
    if (!order) return bad_keyword(keywords_, "$BYTEORD", order.error().expected);
    return order;
  }

  Result<void> read_channel(ChannelIndex index, StoredType datatype) {
    const auto width_name = parameter_keyword(index, "B");
    FCS_TRY(width_text,
            required(keywords_, width_name,
                     fmt::format("a width for each of the {} channels of $PAR", keywords_.value("$PAR").value_or(""))));
    const auto type_name = parameter_keyword(index, "DATATYPE");
    if (keywords_.find(type_name) != nullptr) {
      FCS_TRY(own_type, parse_datatype(keywords_, type_name, datatype == StoredType::digits ? "A" : "IFD", findings_));
      datatype = own_type;
    }
    Column column;
    column.type = datatype;
    column.offset = format_.layout.event_size;
    std::uint64_t bits = 64;
    if (datatype == StoredType::digits) {
      FCS_CHECK(set_width_of_digits(index, width_name, width_text, column));
    } else {
      FCS_TRY(value_bits, set_binary_width(width_name, width_text, column));
      bits = value_bits;
      FCS_CHECK(set_endian(column));
    }
    format_.layout.event_size += column.width;
    auto described = describer_.describe(index, datatype, bits);
    column.mask = described.mask;
    column.scale = described.scale;
    format_.layout.columns.push_back(column);
    format_.channels.push_back(std::move(described.channel));
    return success();
  }

  /// Digits are so many characters, or `*` in all channels: separated by blanks, commas and line ends.
  Result<void> set_width_of_digits(ChannelIndex index, std::string_view name, std::string_view text, Column& column) {
    const bool delimited = detail::trim(text) == "*";
    if (index.value() == 0) format_.layout.delimited = delimited;
    if (delimited != format_.layout.delimited) return bad_keyword(keywords_, name, "* for all channels or for none");
    if (delimited) {
      column.type = StoredType::unsigned_integer;
      column.width = sizeof(std::uint64_t);
      return success();
    }
    FCS_TRY(characters, parse_width(keywords_, name, text, findings_));
    constexpr std::uint64_t most_characters = 255;
    if (characters == 0 || characters > most_characters) {
      return bad_keyword(keywords_, name, fmt::format("1 to {} characters", most_characters));
    }
    column.width = characters;
    return success();
  }

  /// @return bits of the value
  Result<std::uint64_t> set_binary_width(std::string_view name, std::string_view text, Column& column) {
    FCS_TRY(bits, parse_width(keywords_, name, text, findings_));
    if (column.type != StoredType::unsigned_integer) {
      const std::uint64_t bits_of_type = column.type == StoredType::float32 ? 32 : 64;
      if (bits != bits_of_type) trusted_types_.add(fmt::format("{}={}", name, text), range_of(name));
      column.width = bits_of_type / 8;
      return bits_of_type;
    }
    if (bits < 8 || bits > 64) return bad_keyword(keywords_, name, "8 to 64 bits for an integer");
    column.width = bits / 8;
    if (bits % 8 != 0) {
      partial_words_.add(fmt::format("{}={}", name, text), range_of(name));
      column.width = std::bit_ceil(bits) / 8;
      if (options_.partial_word == PartialWord::of_byte_order && byte_order_) {
        column.width = std::max<std::size_t>(byte_order_.value().significance.size(), bits / 8 + 1);
      }
    }
    return bits;
  }

  Result<void> set_endian(Column& column) const {
    if (column.width == 1) return success();
    FCS_TRY(order, byte_order_);
    if (order.significance.size() == 1)
      return bad_keyword(keywords_, "$BYTEORD",
                         fmt::format("{} entries, as values have {} bytes", column.width, column.width));
    if (order.is_little_endian()) {
      column.endian = Endian::little;
    } else if (order.is_big_endian()) {
      column.endian = Endian::big;
    } else if (order.significance.size() == column.width) {
      column.endian = Endian::permuted;
      std::ranges::transform(order.significance, column.significance.begin(),
                             [](std::uint8_t n) { return static_cast<std::uint8_t>(n - 1); });
    } else {
      return bad_keyword(keywords_, "$BYTEORD",
                         fmt::format("{} entries, as a value has {} bytes", column.width, column.width));
    }
    return success();
  }

  [[nodiscard]] ByteRange range_of(std::string_view name) const {
    const auto* keyword = keywords_.find(name);
    return keyword == nullptr ? ByteRange{} : keyword->bytes;
  }

  const Keywords& keywords_;
  LayoutOptions options_;
  Findings findings_;
  detail::ChannelDescriber describer_;
  Result<ByteOrder> byte_order_ = ByteOrder{};
  EventFormat format_;
  detail::Tally partial_words_, trusted_types_, channels_beyond_;
  std::optional<Error> problem_;
};

}  // namespace

Result<WithFindings<EventFormat>> parse_layout(const Keywords& keywords, const LayoutOptions& options) {
  return LayoutReader{keywords, options}.read();
}

}  // namespace fcs
