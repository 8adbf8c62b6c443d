#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "fcs/findings.h"
#include "fcs/header.h"
#include "fcs/text.h"

namespace fcs::detail {

/// What a data set says of where its DATA is. Its offsets count from its HEADER.
struct DataClaims {
  Version version = Version::fcs3_1;
  Segment header_data;       ///< of HEADER
  Segment text;              ///< where the primary TEXT is
  std::uint64_t size = 0;    ///< bytes from this HEADER to the end of the file
  std::uint64_t origin = 0;  ///< where this HEADER is in the file, for messages
  bool exact_length =
      false;  ///< DATA of another length than $TOT says cannot be believed: it may hold more than values
};

struct DataPlace {
  std::uint64_t first = 0;  ///< counted from this HEADER
  std::uint64_t size = 0;   ///< bytes: event_count events, or all of DATA where it is delimited ASCII
  std::uint64_t event_count = 0;
};

/// $TOT; nothing where it is absent.
/// @error Code::bad_keyword
[[nodiscard]] Result<std::optional<std::uint64_t>> parse_event_count(const Keywords& keywords, Version version,
                                                                     Findings& findings);

/// Whether a claimed length of DATA is that of whole events of this size, as many as $TOT says.
[[nodiscard]] bool event_size_fits(const DataClaims& claims, const Keywords& keywords, std::size_t event_size);

/// Decides between HEADER and TEXT, which often disagree, by which of them fits $TOT.
/// @error Code::no_data_segment, truncated_data, segment_outside_file, segments_overlap, bad_keyword
[[nodiscard]] Result<DataPlace> locate_data(const DataClaims& claims, const Keywords& keywords, std::size_t event_size,
                                            Findings& findings);

/// Delimited ASCII has no event size: the first claim that lies within the file holds. event_count is left 0.
[[nodiscard]] Result<DataPlace> locate_delimited_data(const DataClaims& claims, const Keywords& keywords,
                                                      Findings& findings);

}  // namespace fcs::detail
