#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "fcs/writer.h"

namespace fcs::detail {

/// The keywords of a new data set but for $BEGINDATA and $ENDDATA.
/// @param columns  one a channel, each with its range
/// @error as write_sample
[[nodiscard]] Result<Keywords> written_keywords(const WrittenSample& sample, std::span<const WrittenColumn> columns,
                                                std::uint64_t event_count);

/// HEADER and TEXT; DATA of `data_size` bytes follow at once. Offsets past eight digits stand in TEXT alone.
/// @error Code::bad_delimiter; bad_offset where TEXT itself ends past eight digits
[[nodiscard]] Result<std::string> header_and_text(Version version, const Keywords& keywords, std::uint64_t data_size);

}  // namespace fcs::detail
