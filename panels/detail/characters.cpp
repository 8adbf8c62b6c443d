#include "panels/detail/characters.h"

#include <algorithm>
#include <array>

#include "fcs/base/utf8.h"

namespace panels::detail {
namespace {

struct Replacement {
  std::string_view sequence;
  std::string_view ascii;
};

constexpr auto replacements = std::to_array<Replacement>({
    {"\u2010", "-"}, {"\u2011", "-"}, {"\u2012", "-"}, {"\u2013", "-"}, {"\u2014", "-"}, {"\u2015", "-"},
    {"\u2212", "-"}, {"\u00AD", ""},  {"\u00AE", ""},  {"\u2122", ""},  {"\u200B", ""},  {"\uFEFF", ""},   //
    {"\u0391", "A"}, {"\u0392", "B"}, {"\u0393", "G"}, {"\u0394", "D"}, {"\u0395", "E"}, {"\u039A", "K"},  // capitals
    {"\u03B1", "a"}, {"\u03B2", "b"}, {"\u03B3", "g"}, {"\u03B4", "d"}, {"\u03B5", "e"}, {"\u03BA", "k"},
    {"\u00DF", "b"},  // sharp s, typed for beta
});

}  // namespace

bool equal_but_for_case(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, {}, to_upper, to_upper);
}

std::string upper_alphanumerics(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (is_alphanumeric(c)) out += to_upper(c);
  }
  return out;
}

std::string to_ascii(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const auto sequence = text.substr(0, std::max<std::size_t>(1, fcs::utf8_length(text)));
    text.remove_prefix(sequence.size());
    if (static_cast<unsigned char>(sequence.front()) < 0x80) {
      out += sequence;
      continue;
    }
    const auto* found = std::ranges::find(replacements, sequence, &Replacement::sequence);
    out += found != replacements.end() ? found->ascii : " ";
  }
  return out;
}

}  // namespace panels::detail
