#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "fcs/detail/input_file.h"
#include "fcs/header.h"
#include "fcs/reader.h"
#include "fcs/text.h"

namespace fcs::detail {

/// One data set of a file as far as its TEXT.
struct DataSet {
  std::uint64_t origin = 0;  ///< where its HEADER is in the file
  std::uint64_t base = 0;    ///< where its offsets count from: `origin`, or wrongly the start of the file
  Header header;
  Text text;                          ///< supplemental TEXT included
  std::uint64_t text_end = 0;         ///< the byte after it in the file, supplemental TEXT included
  std::optional<std::uint64_t> next;  ///< where the next data set's HEADER is, as $NEXTDATA claims
  std::vector<Finding> findings;
};

/// Reads HEADER and TEXT. With Tolerance::none() too, deviations are findings here: describe() refuses them all at
/// once.
/// @error what no tolerance helps against
[[nodiscard]] Result<DataSet> read_data_set(const InputFile& file, std::uint64_t origin, Tolerance tolerance);

/// The rest of a sample: layout, channels, where DATA is.
/// @param number  of the data set, counts from 1
/// @error also every deviation, with Tolerance::none()
[[nodiscard]] Result<Sample> describe(const InputFile& file, DataSet data_set, std::size_t number,
                                      const ReadOptions& options);

}  // namespace fcs::detail
