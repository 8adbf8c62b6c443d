#pragma once

/// Measures of the drawn page that say what there is room for, in its own units.
namespace plot::page {

constexpr double axis_length = 460;  ///< of both axes
constexpr double label_size = 13;    ///< an em of the labels of ticks and gates

}  // namespace plot::page
