#include "fcs/header.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <string>

#include <fmt/format.h>

#include "fcs/detail/bytes.h"
#include "fcs/detail/other_formats.h"

namespace fcs {
namespace {

constexpr std::array<std::string_view, 4> version_names{"FCS2.0", "FCS3.0", "FCS3.1", "FCS3.2"};

/// One of the six offsets.
struct Field {
  std::size_t first;  ///< byte of HEADER
  std::string_view name;
};
constexpr std::size_t field_size = 8;

Place place_of(const Field& field, std::uint64_t origin) {
  return {"", fmt::format("HEADER, {}", field.name),
          ByteRange{origin + field.first, origin + field.first + field_size - 1}};
}

std::string quoted(std::string_view text) { return fmt::format("\"{}\"", text); }

Result<Version> parse_version(std::string_view text, std::uint64_t origin) {
  const auto magic = text.substr(0, 6);
  const auto known = std::ranges::find(version_names, magic);
  if (known != version_names.end()) return static_cast<Version>(known - version_names.begin());
  const Place place{"", "HEADER, version", ByteRange{origin, origin + std::max<std::size_t>(magic.size(), 1) - 1}};
  constexpr std::string_view expected = "FCS2.0, FCS3.0, FCS3.1 or FCS3.2";
  if (const auto other = detail::name_of_other_format(text); !other.empty()) {
    return Error{Code::not_fcs, place, std::string{expected}, std::string{other}};
  }
  if (magic.starts_with("FCS") && magic.size() == 6 && detail::is_digit(magic[3]) && magic[4] == '.') {
    return Error{Code::unsupported_version, place, std::string{expected}, quoted(magic)};
  }
  if (std::string_view{"FCS"}.starts_with(magic.substr(0, 3)) && text.size() < header_size) {
    return Error{Code::truncated_header, place, fmt::format("{} bytes", header_size),
                 fmt::format("{} bytes", text.size())};
  }
  return Error{Code::not_fcs, place, std::string{expected}, quoted(magic)};
}

/// Blanks around the digits, NULs too: writers pad on either side.
Result<std::uint64_t> parse_offset(std::string_view header, const Field& field, std::uint64_t origin,
                                   Findings& findings) {
  const auto written = header.substr(field.first, field_size);
  const auto digits = detail::trim(written, std::string_view{" \0", 2});
  std::int64_t value = 0;
  const auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (!digits.empty() && (problem != std::errc{} || end != digits.data() + digits.size())) {
    return Error{Code::bad_offset, place_of(field, origin), "a decimal number of at most 8 digits", quoted(written)};
  }
  if (value < 0) {
    findings.tolerate({Code::bad_offset, place_of(field, origin), "no negative number", quoted(written)},
                      "the segment is taken as absent");
    return 0;
  }
  return static_cast<std::uint64_t>(value);
}

Result<Segment> parse_text_segment(std::string_view header, std::uint64_t origin, Findings& findings) {
  constexpr Field first_field{10, "first byte of TEXT"};
  constexpr Field last_field{18, "last byte of TEXT"};
  FCS_TRY(first, parse_offset(header, first_field, origin, findings));
  FCS_TRY(last, parse_offset(header, last_field, origin, findings));
  if (first < header_size) {
    return Error{Code::bad_offset, place_of(first_field, origin), fmt::format("at least {}, after HEADER", header_size),
                 std::to_string(first)};
  }
  if (last == first) {
    return Error{Code::no_keywords, place_of(last_field, origin), fmt::format("more than {}, the first byte", first),
                 "1 byte"};
  }
  if (last < first) {
    return Error{Code::bad_offset, place_of(last_field, origin), fmt::format("more than {}, the first byte", first),
                 std::to_string(last)};
  }
  return Segment{first, last};
}

/// A pair that TEXT may say instead, or that nothing which is read depends on: unusable, it is as good as absent.
Segment parse_optional_segment(std::string_view header, const Field& first_field, const Field& last_field,
                               std::uint64_t origin, std::string_view assumed, Findings& findings) {
  const auto first = parse_offset(header, first_field, origin, findings);
  const auto last = parse_offset(header, last_field, origin, findings);
  if (first && last) return Segment{first.value(), last.value()};
  findings.tolerate(first ? last.error() : first.error(), std::string{assumed});
  return Segment{};
}

Segment parse_data_segment(std::string_view header, std::uint64_t origin, Findings& findings) {
  constexpr Field first_field{26, "first byte of DATA"};
  constexpr Field last_field{34, "last byte of DATA"};
  constexpr std::string_view assumed = "TEXT says where DATA is";
  const auto written = header.substr(first_field.first, 2 * field_size);
  if (detail::trim(written, std::string_view{" \0", 2}).empty()) {
    findings.tolerate({Code::bad_offset, place_of(first_field, origin), "0 where TEXT says it", "blanks"},
                      std::string{assumed});
  }
  return parse_optional_segment(header, first_field, last_field, origin, assumed, findings);
}

Segment parse_analysis_segment(std::string_view header, std::uint64_t origin, Findings& findings) {
  constexpr Field first_field{42, "first byte of ANALYSIS"};
  constexpr Field last_field{50, "last byte of ANALYSIS"};
  return parse_optional_segment(header, first_field, last_field, origin, "ANALYSIS is taken as absent", findings);
}

}  // namespace

std::string_view name(Version version) { return version_names[static_cast<std::size_t>(version)]; }

Result<WithFindings<Header>> parse_header(std::span<const std::byte> bytes, std::uint64_t origin, Tolerance tolerance) {
  const auto text = detail::as_text(bytes);
  if (text.empty())
    return Error{
        Code::empty_file, {"", "HEADER", ByteRange{origin, origin}}, fmt::format("{} bytes", header_size), "0 bytes"};
  FCS_TRY(version, parse_version(text, origin));
  if (text.size() < header_size) {
    return Error{Code::truncated_header,
                 {"", "HEADER", ByteRange{origin, origin + text.size() - 1}},
                 fmt::format("{} bytes", header_size),
                 fmt::format("{} bytes", text.size())};
  }
  const auto header = text.substr(0, header_size);
  Findings findings{tolerance};
  if (header.substr(6, 4) != "    ") {
    findings.tolerate({Code::bad_header_padding,
                       {"", "HEADER", ByteRange{origin + 6, origin + 9}},
                       "4 blanks",
                       quoted(header.substr(6, 4))},
                      "they are ignored");
  }
  auto text_segment = parse_text_segment(header, origin, findings);
  if (!text_segment) return findings.joined(text_segment.error());
  const auto data_segment = parse_data_segment(header, origin, findings);
  const auto analysis_segment = parse_analysis_segment(header, origin, findings);
  return judged(Header{version, text_segment.value(), data_segment, analysis_segment}, findings);
}

}  // namespace fcs
