#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <variant>
#include <vector>

#include "fcs/base/result.h"
#include "fcs/layout.h"

namespace fcs {

/// A run of whole events as they stand in DATA.
struct EventBytes {
  std::span<const std::byte> bytes;  ///< a multiple of event_size
  std::size_t event_size = 0;        ///< bytes, at least 1
  std::uint64_t origin = 0;          ///< where `bytes` begin in the file, for messages

  [[nodiscard]] std::size_t count() const { return bytes.size() / event_size; }
};

/// A column in the file's own type: integers after the bit mask, floats as they are.
using StoredColumn = std::variant<std::vector<std::uint64_t>, std::vector<float>, std::vector<double>>;

/// The scale values of all integers that a logarithmic column can hold: looking one up is much faster than computing
/// it.
/// @return empty where the column is no narrow logarithmic one, or has fewer events than there are integers
[[nodiscard]] std::vector<double> scale_table(const Column& column, std::uint64_t event_count);

/// Stage 4, for computing: one column of the events as scale values, after the bit mask, $PnE, $PnG and $TIMESTEP.
/// @param column  of the layout that says event_size
/// @param values  one a whole event
/// @param table   the column's scale_table(), or nothing; the values are the same
/// @return how many stored integers had bits beyond the mask
/// @error Code::bad_number only for StoredType::digits, at the characters that are no whole number below 2^64
[[nodiscard]] Result<std::uint64_t> decode_scale(const Column& column, const EventBytes& events,
                                                 std::span<double> values, std::span<const double> table = {});

/// The same of stored values that were decoded already: each is what float holds exactly.
/// @param values  one for each of `stored`
void rescale(const Column& column, std::span<const float> stored, std::span<double> values,
             std::span<const double> table = {});

/// Stage 4, for export: one column of the events in its own type.
/// @return and @error as above
[[nodiscard]] Result<std::uint64_t> decode_stored(const Column& column, const EventBytes& events, StoredColumn& values);

}  // namespace fcs
