#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "fcs/findings.h"

namespace fcs {

/// Bytes of HEADER that every version fixes: the version, and where TEXT, DATA and ANALYSIS are.
inline constexpr std::size_t header_size = 58;

enum class Version { fcs2_0, fcs3_0, fcs3_1, fcs3_2 };

/// As HEADER spells it: "FCS3.1".
[[nodiscard]] std::string_view name(Version version);

/// Where a part of a data set is. Offsets count from the first byte of this data set's HEADER.
struct Segment {
  std::uint64_t first = 0;
  std::uint64_t last = 0;  ///< inclusive

  /// `0 0` in the file: the segment is not there, or TEXT says where.
  [[nodiscard]] bool absent() const { return first == 0 && last == 0; }
  friend bool operator==(const Segment&, const Segment&) = default;
};

struct Header {
  Version version = Version::fcs3_1;
  Segment text;      ///< beyond HEADER, at least two bytes
  Segment data;      ///< as written; a claim to be checked
  Segment analysis;  ///< as written; a claim to be checked
};

/// Stage 1: the first bytes of a data set, HEADER or more, to its version and segments.
/// @param origin  where `bytes` begin in the file; messages count from the start of the file
/// @error Code::empty_file, not_fcs (other formats are recognised by name), unsupported_version, truncated_header,
///        bad_offset, no_keywords
[[nodiscard]] Result<WithFindings<Header>> parse_header(std::span<const std::byte> bytes, std::uint64_t origin = 0,
                                                        Tolerance tolerance = Tolerance::standard());

}  // namespace fcs
