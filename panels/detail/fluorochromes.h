#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace panels::detail {

/// The dictionary's spelling of a fluorochrome: "PERCPCY55" is "PerCP-Cy5-5".
/// @param key  letters in capitals and digits only, the whole name and nothing else
[[nodiscard]] std::optional<std::string> find_fluorochrome(std::string_view key);

/// A dye that is called like a detector of other cytometers (V450: the dye, or the violet laser at 450 nm). Beside
/// another fluorochrome it is the detector.
[[nodiscard]] bool is_called_like_a_detector(std::string_view fluorochrome);

/// A detector that is numbered or called after its laser and wavelength: FL1, B525, YG780, 488NM.
/// @param key  as above
[[nodiscard]] bool is_detector(std::string_view key);

/// A detector by laser and number only: B7, VL1, R2, L3. Markers may be called so too.
[[nodiscard]] bool is_numbered_detector(std::string_view key);

}  // namespace panels::detail
