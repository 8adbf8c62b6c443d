#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "fcs/data.h"

namespace fcs::detail {

/// Decodes columns of which a float holds every stored value: float32, and whole numbers below 2^24. Fields that stand
/// side by side are turned into columns four events by four fields at a time, in registers.
class SingleDecoder {
 public:
  [[nodiscard]] static bool can_decode(const Column& column);

  /// @param columns  each one that can be decoded
  SingleDecoder(std::vector<Column> columns, std::size_t event_size);

  /// @param outputs  stored values; one of at least events.count() values for each column
  /// @param masked   of each column: grows by the stored integers that had bits beyond the mask
  void decode(const EventBytes& events, std::span<float* const> outputs, std::span<std::uint64_t> masked);

 private:
  /// Four fields of one type, side by side in every event.
  struct Four {
    static constexpr auto unwanted = static_cast<std::size_t>(-1);
    Column first;  ///< its type; and where it begins
    std::array<std::size_t, 4> columns{unwanted, unwanted, unwanted, unwanted};
  };
  void decode(const Four& four, const EventBytes& events, std::span<float* const> outputs,
              std::span<std::uint64_t> masked);

  std::vector<Column> columns_;
  std::vector<Four> fours_;
  std::vector<std::size_t> alone_;  ///< columns with no other beside them
  std::vector<float> unwanted_;     ///< takes the fields between that nobody asked for
  std::vector<float*> run_outputs_;
};

}  // namespace fcs::detail
