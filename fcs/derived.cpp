#include "fcs/derived.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <string_view>
#include <utility>
#include <variant>

#include <fmt/format.h>

#include "fcs/detail/bytes.h"
#include "fcs/keywords/number.h"
#include "fcs/keywords/spillover.h"
#include "fcs/scale.h"

namespace fcs {
namespace {

constexpr std::string_view digits = "0123456789";

std::string upper_case(std::string_view text) {
  std::string out{text};
  std::ranges::transform(out, out.begin(), detail::to_upper);
  return out;
}

/// A number in a name, and what stands around it: $P12V is "$P", 12 and "V".
struct NumberedName {
  std::string_view prefix;
  std::uint64_t number = 0;
  std::string_view suffix;
};

std::optional<NumberedName> numbered(std::string_view name) {
  const auto first = name.find_first_of(digits);
  if (first == std::string_view::npos) return std::nullopt;
  const auto end = std::min(name.find_first_not_of(digits, first), name.size());
  const auto number = parse_unsigned(name.substr(first, end - first));
  if (!number) return std::nullopt;
  return NumberedName{name.substr(0, first), *number, name.substr(end)};
}

/// $P3V, P3DISPLAY, #P3MAX, @P3ADDRESS: of channel 3. $PK3 and others are not.
bool is_of_channel(const NumberedName& name) {
  const auto prefix = upper_case(name.prefix);
  return (prefix == "$P" || prefix == "P" || prefix == "#P" || prefix == "@P") && !name.suffix.empty() &&
         detail::to_upper(name.suffix.front()) >= 'A' && detail::to_upper(name.suffix.front()) <= 'Z';
}

/// Keywords that speak of several channels by number: gates and regions, histogram peaks, bleed between channels.
bool speaks_of_channel_numbers(std::string_view name) {
  const auto key = upper_case(name);
  if (key == "$GATE" || key == "$GATING" || key.starts_with("$DFC")) return true;
  const auto parts = numbered(key);
  return parts && (parts->prefix == "$G" || parts->prefix == "$R" || parts->prefix == "$PK" || parts->prefix == "$PKN");
}

bool lists_places_of_events(std::string_view name) {
  const auto key = upper_case(name);
  return key.starts_with("INDEX SORTING LOCATIONS") || key == "INDEX SORTING SORTED LOCATION COUNT";
}

bool is_printable_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~'; });
}

std::string integer_range(std::uint64_t mask) {
  return mask == ~std::uint64_t{0} ? "18446744073709551616" : fmt::format("{}", mask + 1);
}

bool fits_float32(const Column& column) {
  constexpr int bits_of_float32 = 24;
  if (!std::holds_alternative<SameValue>(column.scale)) return false;
  if (column.type == StoredType::float32) return true;
  return column.type == StoredType::unsigned_integer && std::bit_width(column.mask) <= bits_of_float32;
}

/// $PnR of scale values.
std::optional<double> scaled_range(std::optional<double> range, const Scale& scale) {
  if (!range) return std::nullopt;
  const auto scaled = std::ceil(scale_value(scale, *range));
  constexpr double least = 2;
  if (!std::isfinite(scaled) || scaled < least) return std::nullopt;
  return scaled;
}

class Deriver {
 public:
  Deriver(const Sample& sample, const Derivation& derivation)
      : sample_{sample}, derivation_{derivation}, findings_{Tolerance::standard()} {
    all_channels_ = derivation.channels.size() == sample.channels.size();
    for (std::size_t i = 0; i < derivation.channels.size(); ++i) {
      all_channels_ = all_channels_ && derivation.channels[i].value() == i;
    }
  }

  WithFindings<WrittenSample> derive() {
    out_.timestep = sample_.timestep;
    for (const auto channel : derivation_.channels) add_channel(channel);
    if (derivation_.values != DerivedValues::stored) store_as_floats();
    out_.version = derivation_.version.value_or(has_one_type() ? Version::fcs3_1 : Version::fcs3_2);
    add_spillover();
    add_keywords();
    add_provenance();
    return {std::move(out_), findings_.take()};
  }

 private:
  void add_channel(ChannelIndex index) {
    auto channel = sample_.channels[index.value()];
    const auto& column = sample_.layout.columns[index.value()];
    if (derivation_.values == DerivedValues::stored) {
      out_.columns.push_back(stored_column(index, channel, column));
    } else {
      channel.range = scaled_range(channel.range, column.scale);
      channel.amplification = {};
      channel.gain = 1;
      if (std::holds_alternative<MultiplyByTimestep>(column.scale)) out_.timestep = 1;
    }
    out_.channels.push_back(std::move(channel));
  }

  [[nodiscard]] WrittenColumn stored_column(ChannelIndex index, const Channel& channel, const Column& column) const {
    auto type = column.type == StoredType::digits ? StoredType::unsigned_integer : column.type;
    auto width = column.type == StoredType::digits ? sizeof(std::uint64_t) : column.width;
    // The text, as doubles do not hold every integer.
    std::string range;
    if (channel.range) range = detail::trim(sample_.keywords.value(parameter_keyword(index, "R")).value_or(""));
    if (range.empty() && type == StoredType::unsigned_integer) range = integer_range(column.mask);
    return {type, width, std::move(range)};
  }

  void store_as_floats() {
    const bool exact = derivation_.values == DerivedValues::scale &&
                       std::ranges::all_of(derivation_.channels, [this](ChannelIndex index) {
                         return fits_float32(sample_.layout.columns[index.value()]);
                       });
    const WrittenColumn column{exact ? StoredType::float32 : StoredType::float64, exact ? std::size_t{4} : 8, {}};
    out_.columns.assign(derivation_.channels.size(), column);
  }

  [[nodiscard]] bool has_one_type() const {
    return std::ranges::all_of(out_.columns,
                               [this](const auto& column) { return column.type == out_.columns[0].type; });
  }

  void add_spillover() {
    if (!sample_.spillover) return;
    const auto& matrix = *sample_.spillover;
    if (derivation_.values == DerivedValues::compensated) {
      out_.keywords.set("CYTOGATE COMPENSATED", fmt::format("{} {}", matrix.keyword, print(matrix)));
      return;
    }
    const auto absent = std::ranges::find_if(matrix.detectors, [this](const auto& detector) {
      return std::ranges::find(out_.channels, detector, &Channel::name) == out_.channels.end();
    });
    if (absent == matrix.detectors.end()) {
      out_.spillover = matrix;
      return;
    }
    findings_.note({Code::bad_spillover, place("TEXT, " + matrix.keyword), "all its detectors among the channels",
                    fmt::format("no {}", *absent)},
                   "the matrix is left out");
  }

  void add_keywords() {
    std::size_t unprintable = 0;
    for (const auto& keyword : sample_.keywords) {
      if (!is_printable_ascii(keyword.name)) {
        ++unprintable;
      } else if (const auto name = new_name(keyword)) {
        out_.keywords.add({*name, keyword.value, {}});
      }
    }
    if (unprintable > 0) {
      findings_.note(
          {Code::bad_keyword, place("TEXT"), "names in printable ASCII", fmt::format("{} others", unprintable)},
          "they are left out");
    }
  }

  /// What the keyword is called in the new data set; nothing where it has no place there.
  [[nodiscard]] std::optional<std::string> new_name(const Keyword& keyword) const {
    if (!derivation_.all_events && lists_places_of_events(keyword.name)) return std::nullopt;
    if (sample_.spillover && upper_case(keyword.name).starts_with("$DFC")) return std::nullopt;
    if (all_channels_) return keyword.name;
    if (speaks_of_channel_numbers(keyword.name)) return std::nullopt;
    if (upper_case(keyword.name) == "$TR" && !has_channel(keyword.value.substr(0, keyword.value.find(',')))) {
      return std::nullopt;
    }
    const auto parts = numbered(keyword.name);
    if (!parts || !is_of_channel(*parts) || parts->number == 0 || parts->number > sample_.channels.size()) {
      return keyword.name;
    }
    const auto at = std::ranges::find(derivation_.channels, ChannelIndex{parts->number - 1});
    if (at == derivation_.channels.end()) return std::nullopt;
    return fmt::format("{}{}{}", parts->prefix, at - derivation_.channels.begin() + 1, parts->suffix);
  }

  [[nodiscard]] bool has_channel(std::string_view name) const {
    return std::ranges::find(out_.channels, name, &Channel::name) != out_.channels.end();
  }

  void add_provenance() {
    const auto before = sample_.keywords.value("$ORIGINALITY").value_or("");
    const bool same_data = derivation_.all_events && all_channels_ && derivation_.values == DerivedValues::stored;
    // What was done to the data earlier stays done.
    const bool was_modified = before == "DataModified" || before == "Appended";
    out_.keywords.set("$ORIGINALITY", !same_data     ? "DataModified"
                                      : was_modified ? std::string{before}
                                                     : "NonDataModified");
    out_.keywords.set("$LAST_MODIFIED", derivation_.modified);
    out_.keywords.set("$LAST_MODIFIER", derivation_.modifier);
  }

  [[nodiscard]] Place place(std::string item) const { return {sample_.file.string(), std::move(item), {}}; }

  const Sample& sample_;
  const Derivation& derivation_;
  bool all_channels_ = true;
  WrittenSample out_;
  Findings findings_;
};

}  // namespace

WithFindings<WrittenSample> derived_sample(const Sample& sample, const Derivation& derivation) {
  return Deriver{sample, derivation}.derive();
}

}  // namespace fcs
