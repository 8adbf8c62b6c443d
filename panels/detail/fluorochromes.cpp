#include "panels/detail/fluorochromes.h"

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

/// PC5.5 is given to PerCP-Cy5.5, whose detector it names on the cytometers that use the word.
constexpr auto dyes = std::to_array<Entry>({
    {"FITC", "FITC"},
    {"PE", "PE"},
    {"RPE", "PE"},
    {"APC", "APC"},
    {"PERCP", "PerCP"},
    {"ECD", "PE-Texas Red"},
    {"PC5", "PE-Cy5"},
    {"PC55", "PerCP-Cy5-5"},
    {"PC7", "PE-Cy7"},
    {"CY3", "Cy3"},
    {"CY5", "Cy5"},
    {"CY55", "Cy5-5"},
    {"CY7", "Cy7"},
    {"TEXASRED", "Texas Red"},
    {"TXRED", "Texas Red"},
    {"TRITC", "TRITC"},
    {"AMCYAN", "AmCyan"},
    {"PB", "Pacific Blue"},
    {"PB450", "Pacific Blue"},
    {"PACBLU", "Pacific Blue"},
    {"PACBLUE", "Pacific Blue"},
    {"PACIFICBLUE", "Pacific Blue"},
    {"PACORANGE", "Pacific Orange"},
    {"PACIFICORANGE", "Pacific Orange"},
    {"KRO", "Krome Orange"},
    {"KO525", "Krome Orange"},
    {"KROMEORANGE", "Krome Orange"},
    {"V450", "V450"},
    {"V500", "V500"},
    {"BDHORIZONV450", "V450"},
    {"BDHORIZONV500", "V500"},
    {"R718", "R718"},
    {"VIOBLUE", "VioBlue"},
    {"VIOGREEN", "VioGreen"},
    {"VIOBRIGHTFITC", "VioBright FITC"},
    {"EFLUOR455UV", "eFluor 455UV"},
});

/// Names that go on with a wavelength of three digits.
constexpr auto families = std::to_array<Entry>({
    {"BV", "BV"},
    {"BRILLIANTVIOLET", "BV"},
    {"BUV", "BUV"},
    {"BRILLIANTULTRAVIOLET", "BUV"},
    {"BB", "BB"},
    {"BRILLIANTBLUE", "BB"},
    {"BYG", "BYG"},
    {"RB", "RB"},
    {"REALBLUE", "RB"},
    {"RY", "RY"},
    {"REALYELLOW", "RY"},
    {"AF", "Alexa Fluor "},
    {"AX", "Alexa Fluor "},
    {"ALEXA", "Alexa Fluor "},
    {"ALEXAFLUOR", "Alexa Fluor "},
    {"E", "eFluor "},
    {"EF", "eFluor "},
    {"EFLUOR", "eFluor "},
    {"QD", "Qdot "},
    {"QDOT", "Qdot "},
    {"SB", "Super Bright "},
    {"SUPERBRIGHT", "Super Bright "},
    {"STARBRIGHTVIOLET", "StarBright Violet "},
    {"STARBRIGHTBLUE", "StarBright Blue "},
    {"STARBRIGHTRED", "StarBright Red "},
    {"STARBRIGHTYELLOW", "StarBright Yellow "},
    {"STARBRIGHTULTRAVIOLET", "StarBright UltraViolet "},
    {"SPARKUV", "Spark UV "},
    {"SPARKVIOLET", "Spark Violet "},
    {"SPARKBLUE", "Spark Blue "},
    {"SPARKYG", "Spark YG "},
    {"SPARKRED", "Spark Red "},
    {"SPARKNIR", "Spark NIR "},
    {"CFLUORV", "cFluor V"},
    {"CFLUORB", "cFluor B"},
    {"CFLUORBYG", "cFluor BYG"},
    {"CFLUORR", "cFluor R"},
    {"KIRAVIABLUE", "KIRAVIA Blue "},
    {"VIO", "Vio "},
    {"VIOBRIGHT", "VioBright "},
    {"DL", "DyLight "},
    {"DYLIGHT", "DyLight "},
    {"CF", "CF"},
    {"ATTO", "ATTO "},
});

constexpr auto donors = std::to_array<Entry>({{"PERCP", "PerCP"}, {"APC", "APC"}, {"RPE", "PE"}, {"PE", "PE"}});
constexpr auto acceptors = std::to_array<Entry>({
    {"CY5", "Cy5"},
    {"CY55", "Cy5-5"},
    {"CY7", "Cy7"},
    {"H7", "H7"},
    {"R700", "R700"},
    {"TR", "Texas Red"},
    {"TXR", "Texas Red"},
    {"TXRED", "Texas Red"},
    {"TEXASRED", "Texas Red"},
});
constexpr auto acceptor_families = std::to_array<Entry>({
    {"FIRE", "Fire "},
    {"DAZZLE", "Dazzle "},
    {"CF", "CF"},
    {"VIO", "Vio "},
    {"A", "Alexa Fluor "},
    {"AF", "Alexa Fluor "},
    {"ALEXA", "Alexa Fluor "},
    {"ALEXAFLUOR", "Alexa Fluor "},
    {"E", "eFluor "},
    {"EF", "eFluor "},
    {"EFLUOR", "eFluor "},
});

std::optional<std::string> exact(std::span<const Entry> entries, std::string_view key) {
  const auto found = std::ranges::find(entries, key, &Entry::key);
  if (found == entries.end()) return std::nullopt;
  return std::string{found->name};
}

bool is_number(std::string_view text) { return !text.empty() && std::ranges::all_of(text, is_digit); }

std::optional<std::string> of_family(std::span<const Entry> entries, std::string_view key) {
  if (key.size() < 4) return std::nullopt;
  const auto wavelength = key.substr(key.size() - 3);
  if (!is_number(wavelength)) return std::nullopt;
  auto name = exact(entries, key.substr(0, key.size() - 3));
  if (name) *name += wavelength;
  return name;
}

std::optional<std::string> tandem(std::string_view key) {
  for (const auto& donor : donors) {
    if (!key.starts_with(donor.key)) continue;
    const auto rest = key.substr(donor.key.size());
    auto acceptor = exact(acceptors, rest);
    if (!acceptor) acceptor = of_family(acceptor_families, rest);
    if (acceptor) return std::string{donor.name} + "-" + *acceptor;
  }
  return std::nullopt;
}

/// The number after the letters of `key`, or nothing where it is not letters, then digits.
std::string_view number_after(std::string_view key, std::span<const std::string_view> prefixes) {
  for (const auto prefix : prefixes) {
    if (key.starts_with(prefix) && is_number(key.substr(prefix.size()))) return key.substr(prefix.size());
  }
  return {};
}

constexpr auto lasers = std::to_array<std::string_view>({"UV", "YG", "U", "V", "B", "Y", "G", "R"});
constexpr auto numbered = std::to_array<std::string_view>(
    {"UV", "YG", "U", "V", "B", "Y", "G", "R", "UVL", "VL", "BL", "YL", "GL", "RL", "YGL", "L"});

}  // namespace

std::optional<std::string> find_fluorochrome(std::string_view key) {
  if (auto name = exact(dyes, key)) return name;
  if (auto name = of_family(families, key)) return name;
  return tandem(key);
}

bool is_called_like_a_detector(std::string_view fluorochrome) {
  return fluorochrome == "V450" || fluorochrome == "V500" || fluorochrome == "R718";
}

bool is_detector(std::string_view key) {
  if (key.starts_with("FL") && is_number(key.substr(2)) && key.size() <= 4) return true;
  if (key.size() == 5 && key.ends_with("NM") && is_number(key.substr(0, 3))) return true;
  const auto wavelength = number_after(key, lasers);
  // B220 is a marker: no detector collects below 350 nm.
  return wavelength.size() == 3 && wavelength >= "350" && wavelength < "900";
}

bool is_numbered_detector(std::string_view key) {
  const auto number = number_after(key, numbered);
  return number.size() == 1 || number.size() == 2;
}

}  // namespace panels::detail
