#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "panels/detail/characters.h"
#include "panels/detail/fluorochromes.h"
#include "panels/detail/markers.h"
#include "panels/detail/measure.h"
#include "panels/match.h"

namespace panels {
namespace {

using namespace detail;

/// A run of letters and digits, in capitals, and the character before it.
struct Token {
  std::string text;
  char before = ' ';
};

/// Words of the text: what a person put blanks or semicolons around.
std::vector<std::string_view> words(std::string_view text) {
  std::vector<std::string_view> out;
  while (!text.empty()) {
    const auto end = std::min(text.find_first_of(" \t\r\n;"), text.size());
    if (end > 0) out.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

/// An optical filter (530/30, 740LP) or laser lines (488/552nm): it says nothing of the stain.
bool is_filter(std::string_view word) {
  const auto digits = static_cast<std::size_t>(std::ranges::find_if_not(word, is_digit) - word.begin());
  if (digits != 3 || word.size() < 5) return false;
  const auto rest = upper_alphanumerics(word.substr(3));
  if (word[3] == '/' || word[3] == '-') return is_digit(rest.empty() ? ' ' : rest.front());
  return rest == "LP" || rest == "SP" || rest == "BP";
}

void append_tokens(std::vector<Token>& tokens, std::string_view word) {
  bool inside = false;
  for (std::size_t i = 0; i < word.size(); ++i) {
    if (!is_alphanumeric(word[i])) {
      inside = false;
      continue;
    }
    if (!inside) tokens.push_back({{}, i == 0 ? ' ' : word[i - 1]});
    tokens.back().text += to_upper(word[i]);
    inside = true;
  }
}

std::vector<Token> tokens_of(std::string_view text) {
  std::vector<Token> tokens;
  for (const auto word : words(text)) {
    if (!is_filter(word)) append_tokens(tokens, word);
  }
  return tokens;
}

/// What a label is read into, token by token.
struct Reading {
  std::vector<Token> markers;
  std::string fluorochrome;
  std::string detector_dye;  ///< V450 and the like: the fluorochrome where no other is named

  void add_marker(std::string_view marker, char before) {
    const bool is_repeated = marker == viability && std::ranges::find(markers, marker, &Token::text) != markers.end();
    if (!is_repeated) markers.push_back({std::string{marker}, before});
  }
  void add_fluorochrome(const std::string& name) {
    auto& target = is_called_like_a_detector(name) ? detector_dye : fluorochrome;
    if (target.empty()) target = name;
  }
  [[nodiscard]] bool has_fluorochrome() const { return !fluorochrome.empty() || !detector_dye.empty(); }
};

/// Reads `key`, which begins after `before`, if the dictionaries have it whole.
bool read_phrase(std::string_view key, char before, Reading& reading) {
  if (const auto marker = find_marker(key)) {
    reading.add_marker(*marker, before);
  } else if (const auto dye = find_viability_dye(key)) {
    reading.add_marker(viability, before);
    reading.add_fluorochrome(*dye);
  } else if (const auto fluorochrome = find_fluorochrome(key)) {
    reading.add_fluorochrome(*fluorochrome);
  } else {
    return is_detector(key);
  }
  return true;
}

/// The number of tokens from `first` on that make the longest phrase, which is read; 0 where none begins there.
std::size_t read_longest_phrase(const std::vector<Token>& tokens, std::size_t first, Reading& reading) {
  constexpr std::size_t most = 6;
  std::vector<std::string> keys;
  for (std::size_t i = first; i < tokens.size() && keys.size() < most; ++i) {
    keys.push_back((keys.empty() ? std::string{} : keys.back()) + tokens[i].text);
  }
  for (auto length = keys.size(); length > 0; --length) {
    if (read_phrase(keys[length - 1], tokens[first].before, reading)) return length;
  }
  return 0;
}

/// What vendors append to a fluorochrome: the measure inside a text (APC-A :: CD3), the laser (PE-YG), a prototype
/// (BB660-P).
bool belongs_to_fluorochrome(const std::vector<Token>& tokens, std::size_t at) {
  const auto& text = tokens[at].text;
  const bool is_last = at + 1 == tokens.size();
  if (text == "P") return is_last;
  if (text != "A" && text != "H" && text != "W" && text != "YG") return false;
  return is_last || (tokens[at].before == '-' && tokens[at + 1].before != '-');
}

bool is_prefix(std::string_view text) {
  return text == "COMP" || text == "FJCOMP" || text == "FJ" || text == "ANTI" || text == "HUMAN";
}

/// Comp-, FJComp-, anti-, anti-human.
std::size_t prefix_length(const std::vector<Token>& tokens) {
  std::size_t length = 0;
  while (length + 1 < tokens.size() && is_prefix(tokens[length].text)) {
    if (tokens[length].text == "HUMAN" && (length == 0 || tokens[length - 1].text != "ANTI")) break;
    ++length;
  }
  return length;
}

/// A DNA dye beside a word for viability is the dye, not a second marker.
void take_dna_dye_of_viability(Reading& reading) {
  if (reading.markers.size() != 2 || !reading.fluorochrome.empty()) return;
  const auto word = std::ranges::find(reading.markers, viability, &Token::text);
  if (word == reading.markers.end()) return;
  const auto dye = find_dna_dye(reading.markers[word == reading.markers.begin() ? 1 : 0].text);
  if (!dye) return;
  reading.fluorochrome = *dye;
  reading.markers = {{std::string{viability}, ' '}};
}

/// Markers in the order of the text, put together. Two numbers that the text keeps apart stay apart: CD3/19 is no
/// CD319.
std::string joined(const std::vector<Token>& tokens) {
  std::string out;
  for (const auto& token : tokens) {
    if (!out.empty() && is_digit(out.back()) && is_digit(token.text.front()) && token.before != '.') out += '+';
    out += token.text;
  }
  return std::ranges::any_of(out, is_letter) ? out : std::string{};
}

Label read_tokens(const std::vector<Token>& tokens) {
  Reading reading;
  std::size_t at = prefix_length(tokens);
  std::size_t end_of_phrase = 0;
  while (at < tokens.size()) {
    const bool follows_fluorochrome = at == end_of_phrase && reading.has_fluorochrome();
    if (const auto length = read_longest_phrase(tokens, at, reading); length > 0) {
      end_of_phrase = at += length;
    } else if (follows_fluorochrome && belongs_to_fluorochrome(tokens, at)) {
      end_of_phrase = ++at;
    } else {
      reading.add_marker(tokens[at].text, tokens[at].before);
      ++at;
    }
  }
  take_dna_dye_of_viability(reading);
  Label label{joined(reading.markers), reading.fluorochrome.empty() ? reading.detector_dye : reading.fluorochrome};
  if (label.marker.empty() && is_viability_fluorochrome(label.fluorochrome)) label.marker = viability;
  return label;
}

struct Split {
  std::string outside;
  std::string inside;  ///< parentheses and brackets
};

Split split_parentheses(std::string_view text) {
  Split split;
  int depth = 0;
  for (const char c : text) {
    if (c == '(' || c == '[') {
      ++depth;
      split.inside += ' ';
    } else if ((c == ')' || c == ']') && depth > 0) {
      --depth;
    } else {
      (depth > 0 ? split.inside : split.outside) += c;
    }
  }
  return split;
}

}  // namespace

Label parse_label(std::string_view text) {
  const auto ascii = to_ascii(text);
  const auto [outside, inside] = split_parentheses(ascii);
  const std::string stem{split_measure(outside).stem};
  auto label = read_tokens(tokens_of(stem));
  const auto aside = read_tokens(tokens_of(inside));
  // A clone stands in parentheses. A marker may: "FITC (CD3)" is no unlabelled FITC.
  if (label.marker.empty()) label.marker = aside.marker;
  if (label.fluorochrome.empty()) label.fluorochrome = aside.fluorochrome;
  return label;
}

}  // namespace panels
