#include "panels/detail/markers.h"

#include <algorithm>
#include <array>
#include <span>

#include "panels/detail/characters.h"

namespace panels::detail {
namespace {

struct Entry {
  std::string_view key;
  std::string_view name;
};

constexpr auto markers = std::to_array<Entry>({
    {"CD8A", "CD8"},
    {"41BB", "41BB"},
    {"ANXV", "ANXV"},
    {"ANX5", "ANXV"},
    {"ANV", "ANXV"},
    {"ANNV", "ANXV"},
    {"AXV", "ANXV"},
    {"ANNEXIN", "ANXV"},
    {"ANNEXINV", "ANXV"},
    {"ANNEXIN5", "ANXV"},
    {"PROPIDIUM", "PI"},
    {"PROPIDIUMIODIDE", "PI"},
    {"TOPRO", "TOPRO3"},
    {"TOPRO3", "TOPRO3"},
    {"TOPRO3IODIDE", "TOPRO3"},
    {"TOPRO1", "TOPRO1"},
    {"7AAD", "7AAD"},
    {"7AMINOACTINOMYCIND", "7AAD"},
    {"LD", viability},
    {"LIVE", viability},
    {"DEAD", viability},
    {"LIVEDEAD", viability},
    {"LIVEDEADFIXABLE", viability},
    {"VIAB", viability},
    {"VIABILITY", viability},
    {"VIABILITYDYE", viability},
    {"FIXABLEVIABILITYDYE", viability},
    {"FIXABLEVIABILITYSTAIN", viability},
    {"FVD", viability},
    {"ZOMBIE", viability},
    {"FS", "FSC"},
    {"FORWARDSCATTER", "FSC"},
    {"SS", "SSC"},
    {"SIDESCATTER", "SSC"},
});

constexpr std::string_view ghost_dye = "Ghost Dye ";  // goes on with a wavelength

/// Product lines that come in colours, and what stands before the colour in the dye's name.
constexpr auto lines = std::to_array<Entry>({
    {"LIVEDEAD", ""},
    {"LIVEDEADFIXABLE", ""},
    {"LD", ""},
    {"VIABILITY", ""},
    {"ZOMBIE", "Zombie "},
    {"GHOSTDYE", ghost_dye},
    {"GHOST", ghost_dye},
});
constexpr auto colours = std::to_array<Entry>({
    {"AQUA", "Aqua"},
    {"BLUE", "Blue"},
    {"FARRED", "Far Red"},
    {"GREEN", "Green"},
    {"NEARIR", "Near-IR"},
    {"NIR", "NIR"},
    {"ORANGE", "Orange"},
    {"RED", "Red"},
    {"UV", "UV"},
    {"VIOLET", "Violet"},
    {"YELLOW", "Yellow"},
});

constexpr auto dna_dyes = std::to_array<Entry>(
    {{"PI", "PI"}, {"7AAD", "7-AAD"}, {"TOPRO3", "TO-PRO-3"}, {"DAPI", "DAPI"}, {"DRAQ7", "DRAQ7"}});

std::optional<std::string_view> look_up(std::span<const Entry> entries, std::string_view key) {
  const auto found = std::ranges::find(entries, key, &Entry::key);
  if (found == entries.end()) return std::nullopt;
  return found->name;
}

std::string_view without_number(std::string_view key) {
  while (!key.empty() && is_digit(key.back())) key.remove_suffix(1);
  return key;
}

}  // namespace

std::optional<std::string_view> find_marker(std::string_view key) { return look_up(markers, key); }

std::optional<std::string> find_viability_dye(std::string_view key) {
  if (key == "AQUA") return "Aqua";
  if (key == "VIVID") return "ViViD";
  const auto letters = without_number(key);
  const auto number = key.substr(letters.size());
  if (letters == "FVS" && number.size() == 3) return std::string{key};
  for (const auto& line : lines) {
    if (!letters.starts_with(line.key)) continue;
    const auto colour = look_up(colours, letters.substr(line.key.size()));
    const bool is_numbered = line.name == ghost_dye;
    if (!colour || (!number.empty() && !is_numbered)) continue;
    auto name = std::string{line.name} + std::string{*colour};
    if (!number.empty()) name += " " + std::string{number};
    return name;
  }
  return std::nullopt;
}

bool is_viability_fluorochrome(std::string_view fluorochrome) {
  constexpr auto names = std::to_array<std::string_view>({"eFluor 455UV", "eFluor 506", "eFluor 520", "eFluor 780"});
  return std::ranges::find(names, fluorochrome) != names.end();
}

std::optional<std::string_view> find_dna_dye(std::string_view marker) { return look_up(dna_dyes, marker); }

}  // namespace panels::detail
