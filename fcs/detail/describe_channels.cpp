#include "fcs/detail/describe_channels.h"

#include <algorithm>
#include <cmath>

#include "fcs/base/elementary.h"
#include "fcs/detail/bytes.h"
#include "fcs/keywords/amplification.h"
#include "fcs/keywords/number.h"
#include "fcs/keywords/range.h"

namespace fcs::detail {
namespace {

bool is_time_name(std::string_view name) {
  return std::ranges::equal(trim(name), std::string_view{"TIME"}, [](char a, char b) { return to_upper(a) == b; });
}

std::optional<double> usable_timestep(const Keywords& keywords) {
  const auto text = keywords.value("$TIMESTEP");
  const auto value = text ? parse_real(*text) : std::nullopt;
  if (!value || !std::isfinite(*value) || *value <= 0) return std::nullopt;
  return value;
}

std::uint64_t low_bits(std::uint64_t count) {
  return count >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << count) - 1;
}

}  // namespace

ChannelDescriber::ChannelDescriber(const Keywords& keywords, const LayoutOptions& options)
    : keywords_{keywords}, options_{options}, timestep_{usable_timestep(keywords)} {}

void ChannelDescriber::count(Tally& tally, ChannelIndex index, const char* suffix) const {
  const auto name = parameter_keyword(index, suffix);
  const auto* keyword = keywords_.find(name);
  if (keyword == nullptr) return tally.add(name, {});
  tally.add(fmt::format("{}={}", name, keyword->value), keyword->bytes);
}

std::string ChannelDescriber::unique_name(ChannelIndex index) {
  const auto text = keywords_.value(parameter_keyword(index, "N"));
  std::string name{text.value_or("")};
  if (trim(name).empty()) {
    count(text ? blank_names_ : missing_names_, index, "N");
    name = fmt::format("P{}", index.value() + 1);
  }
  if (names_.insert(name).second) return name;
  count(duplicate_names_, index, "N");
  auto& suffix = suffixes_.try_emplace(name, 1).first->second;
  std::string unique;
  do unique = fmt::format("{}-{}", name, ++suffix);
  while (!names_.insert(unique).second);
  return unique;
}

/// @param mask  narrowed to the bits that the range allows
std::optional<double> ChannelDescriber::range(ChannelIndex index, StoredType type, std::uint64_t bits,
                                              std::uint64_t& mask) {
  const bool is_binary_integer = type == StoredType::unsigned_integer;
  if (is_binary_integer) mask = low_bits(bits);
  const auto text = keywords_.value(parameter_keyword(index, "R"));
  if (!text) {
    count(missing_ranges_, index, "R");
    return std::nullopt;
  }
  const auto range = parse_range(*text);
  if (!range) {
    count(bad_ranges_, index, "R");
    return std::nullopt;
  }
  if (is_binary_integer) {
    mask &= low_bits(range.value().bits);
    if (range.value().bits > bits) count(wide_ranges_, index, "R");
  }
  return range.value().value;
}

/// @param largest_over_range  the largest stored value as a share of $PnR: the scale must be finite up to there
Amplification ChannelDescriber::amplification(const Channel& channel, StoredType type, double largest_over_range) {
  const auto text = keywords_.value(parameter_keyword(channel.index, "E"));
  if (!text) {
    count(missing_amplifications_, channel.index, "E");
    return {};
  }
  const auto parsed = parse_amplification(*text);
  if (!parsed) {
    count(bad_amplifications_, channel.index, "E");
    return {};
  }
  auto amplification = parsed.value();
  if (amplification.decades == 0) return {};
  const bool is_integer = type == StoredType::unsigned_integer || type == StoredType::digits;
  if (!is_integer || channel.is_time) {
    count(ignored_amplifications_, channel.index, "E");
    return {};
  }
  if (amplification.offset == 0) {
    count(undefined_amplifications_, channel.index, "E");
    amplification.offset = 1;
  }
  if (!std::isfinite(amplification.offset * elementary::exp10(amplification.decades * largest_over_range))) {
    count(bad_amplifications_, channel.index, "E");
    return {};
  }
  return amplification;
}

double ChannelDescriber::gain(const Channel& channel) {
  const auto text = keywords_.value(parameter_keyword(channel.index, "G"));
  if (!text || trim(*text).empty()) return 1;
  const auto gain = parse_real(*text);
  if (!gain || !std::isfinite(*gain) || *gain <= 0) {
    count(bad_gains_, channel.index, "G");
    return 1;
  }
  if (*gain != 1 && (channel.is_time || channel.amplification.decades > 0)) {
    count(channel.is_time ? time_gains_ : ignored_gains_, channel.index, "G");
    return 1;
  }
  return *gain;
}

DescribedChannel ChannelDescriber::describe(ChannelIndex index, StoredType type, std::uint64_t bits) {
  DescribedChannel described;
  auto& channel = described.channel;
  channel.index = index;
  channel.name = unique_name(index);
  const auto label = keywords_.value(parameter_keyword(index, "S")).value_or("");
  if (!trim(label).empty()) channel.label = label;
  channel.is_time = !has_time_ && is_time_name(channel.name);
  has_time_ = has_time_ || channel.is_time;

  channel.range = range(index, type, bits, described.mask);
  const double whole_range = channel.range.value_or(std::exp2(static_cast<double>(std::min<std::uint64_t>(bits, 64))));
  const double largest = type == StoredType::unsigned_integer ? static_cast<double>(described.mask) : whole_range;
  channel.amplification = amplification(channel, type, largest / whole_range);
  channel.gain = gain(channel);

  if (channel.amplification.decades > 0) {
    described.scale = LogAmplified{channel.amplification.decades, channel.amplification.offset, whole_range};
  } else if (channel.is_time) {
    if (timestep_ && options_.time == TimeUnit::seconds) described.scale = MultiplyByTimestep{*timestep_};
  } else if (channel.gain != 1) {
    described.scale = DivideByGain{channel.gain};
  }
  return described;
}

void ChannelDescriber::report(Findings& findings) const {
  const auto version = options_.version;
  if (version >= Version::fcs3_1) {
    missing_names_.report(findings, Code::missing_keyword, "TEXT, $PnN", "a name for each channel", "P and the number");
  }
  blank_names_.report(findings, Code::bad_keyword, "TEXT, $PnN", "a name", "P and the number");
  duplicate_names_.report(findings, Code::duplicate_channel_name, "TEXT, $PnN", "each name once",
                          "-2, -3 and so on is added");
  missing_ranges_.report(findings, Code::missing_keyword, "TEXT, $PnR", "a range for each channel",
                         "all bits of $PnB count");
  bad_ranges_.report(findings, Code::bad_range, "TEXT, $PnR", "a number from 2 to 2^64", "all bits of $PnB count");
  wide_ranges_.report(findings, Code::bad_range, "TEXT, $PnR", "no more values than the bits of $PnB have",
                      "all bits of $PnB count");
  if (version >= Version::fcs3_0) {
    missing_amplifications_.report(findings, Code::missing_keyword, "TEXT, $PnE", "$PnE for each channel",
                                   "linear, 0,0");
  }
  bad_amplifications_.report(findings, Code::bad_keyword, "TEXT, $PnE",
                             "two numbers of at least 0 that give finite values", "linear, 0,0");
  undefined_amplifications_.report(findings, Code::undefined_amplification, "TEXT, $PnE", "an offset above 0",
                                   "an offset of 1");
  ignored_amplifications_.report(findings, Code::log_amplification_ignored, "TEXT, $PnE", "0,0",
                                 "the values are linear already");
  bad_gains_.report(findings, Code::bad_keyword, "TEXT, $PnG", "a number above 0", "no gain");
  time_gains_.note(findings, Code::gain_ignored, "TEXT, $PnG", "no gain on Time, whose unit is $TIMESTEP",
                   "it is not applied");
  ignored_gains_.report(findings, Code::gain_ignored, "TEXT, $PnG", "no gain beside a logarithmic $PnE",
                        "it is not applied");

  const auto timestep = keywords_.value("$TIMESTEP");
  if (has_time_ && !timestep_ && (timestep || version >= Version::fcs3_0)) {
    findings.tolerate({Code::bad_timestep, keywords_.place("$TIMESTEP"), "seconds a tick, above 0",
                       timestep ? fmt::format("\"{}\"", *timestep) : "no $TIMESTEP"},
                      "the Time channel stays in ticks");
  }
}

}  // namespace fcs::detail
