#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace panels::detail {

inline constexpr std::string_view viability = "VIABILITY";

/// The one spelling of a marker that has several: "ANNEXINV" and "AXV" are "ANXV".
/// @param key  letters in capitals and digits only, the whole name and nothing else
[[nodiscard]] std::optional<std::string_view> find_marker(std::string_view key);

/// A dye that is sold to tell dead cells: "ZOMBIENIR" is "Zombie NIR", "LIVEDEADAQUA" is "Aqua".
[[nodiscard]] std::optional<std::string> find_viability_dye(std::string_view key);

/// Fluorochromes that mean viability where no marker stands beside them.
[[nodiscard]] bool is_viability_fluorochrome(std::string_view fluorochrome);

/// How people write a dye of DNA that is a marker of its own: "7AAD" is "7-AAD". Beside a word for viability it is the
/// dye.
[[nodiscard]] std::optional<std::string_view> find_dna_dye(std::string_view marker);

}  // namespace panels::detail
