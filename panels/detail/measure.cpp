#include "panels/detail/measure.h"

#include <algorithm>
#include <array>
#include <span>

#include "panels/detail/characters.h"

namespace panels::detail {
namespace {

struct Ending {
  std::string_view word;
  Measure measure;
};

/// Beckman Coulter says integral, peak and time of flight for area, height and width. Longer endings stand first.
constexpr auto words = std::to_array<Ending>({
    {"Height", Measure::height},
    {"Width", Measure::width},
    {"Area", Measure::area},
    {"LogA", Measure::area},
    {"LogH", Measure::height},
    {"LogW", Measure::width},
    {"LinA", Measure::area},
    {"LinH", Measure::height},
    {"LinW", Measure::width},
    {"PEAK", Measure::height},
    {"INT", Measure::area},
    {"TOF", Measure::width},
});
constexpr auto letters = std::to_array<Ending>({{"A", Measure::area}, {"H", Measure::height}, {"W", Measure::width}});
constexpr auto filler = std::to_array<std::string_view>({"LIN", "LOG", "FLR"});

/// Markers that go on with a letter after a dash.
constexpr auto lettered =
    std::to_array<std::string_view>({"HLA", "MIC", "NKG2", "VEGF", "GRANZYME", "GZM", "IL-17", "IL17"});
constexpr auto scatter = std::to_array<std::string_view>({"FSC", "SSC", "FS", "SS"});

bool is_separator(char c) { return c == '-' || c == '.' || c == '_' || c == ' '; }

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (is_separator(text.front()) || text.front() == '<')) text.remove_prefix(1);
  while (!text.empty() && (is_separator(text.back()) || text.back() == '>')) text.remove_suffix(1);
  return text;
}

/// What stands before `word` and a separator at the end of `text`; empty where `text` does not end so.
std::string_view before(std::string_view text, std::string_view word) {
  if (text.size() < word.size() + 2) return {};
  const auto rest = text.substr(0, text.size() - word.size());
  if (!is_separator(rest.back()) || !equal_but_for_case(text.substr(rest.size()), word)) return {};
  return trimmed(rest);
}

std::string_view without_filler(std::string_view text) {
  for (const auto word : filler) {
    if (const auto stem = before(text, word); !stem.empty()) return stem;
  }
  return text;
}

bool is_one_of(std::span<const std::string_view> among, std::string_view text) {
  return std::ranges::any_of(among, [&](auto word) { return equal_but_for_case(word, text); });
}

/// A letter counts after a dash, a dot or an underscore, in capitals: "IFN-a" and "Granzyme A" are markers.
bool is_letter_of_measure(std::string_view text, std::string_view stem) {
  const char separator = text[text.size() - 2];
  if (is_lower(text.back()) || is_one_of(lettered, stem)) return false;
  return separator != ' ' || is_one_of(scatter, stem);
}

}  // namespace

MeasuredName split_measure(std::string_view text) {
  const auto whole = without_filler(trimmed(text));
  for (const auto& [word, measure] : words) {
    if (const auto stem = before(whole, word); !stem.empty()) return {without_filler(stem), measure};
  }
  for (const auto& [word, measure] : letters) {
    const auto stem = before(whole, word);
    if (!stem.empty() && is_letter_of_measure(whole, stem)) return {without_filler(stem), measure};
  }
  return {whole, Measure::none};
}

}  // namespace panels::detail
