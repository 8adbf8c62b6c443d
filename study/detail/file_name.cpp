#include "study/detail/file_name.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cstddef>
#include <optional>
#include <system_error>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "study/concentration.h"
#include "study/dose.h"
#include "study/visit.h"

namespace study::detail {
namespace {

constexpr auto fields =
    std::to_array<std::string_view>({"subject", "visit", "sample", "arm", "dose", "stain", "fmo_marker", "specimen",
                                     "timepoint", "compound", "concentration", "time_h", "replicate", "batch"});

constexpr std::string_view separators = " ._-";

bool is_separator(char c) { return separators.find(c) != std::string_view::npos; }

/// In a file's name any word may follow a visit, so none is taken for its timepoint.
bool is_visit(std::string_view text) {
  const auto visit = parse_visit(text);
  return visit.has_value() && visit.value().timepoint.empty();
}

std::string_view without_separators(std::string_view text) {
  const auto first = text.find_first_not_of(separators);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(separators) - first + 1);
}

std::string lower(std::string_view text) {
  std::string out{text};
  std::ranges::transform(out, out.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return out;
}

struct Words {
  std::vector<std::size_t> begins, ends;
};

Words words_of(std::string_view stem) {
  Words words;
  for (std::size_t i = 0; i < stem.size(); ++i) {
    if (is_separator(stem[i])) continue;
    if (i == 0 || is_separator(stem[i - 1])) words.begins.push_back(i);
    if (i + 1 == stem.size() || is_separator(stem[i + 1])) words.ends.push_back(i + 1);
  }
  return words;
}

/// First byte and size of the longest run of words that is a visit; size 0 where there is none. A cycle and a day go
/// before words: in "P01_C1D8_predose" the visit is C1D8.
std::pair<std::size_t, std::size_t> find_visit(std::string_view stem) {
  constexpr std::size_t longest = 64;  // a keyword may hold megabytes
  const auto words = words_of(stem);
  const auto rank = [](std::string_view text) {
    const bool has_number = text.find_first_of("0123456789") != std::string_view::npos;
    return std::pair{has_number && parse_visit(text).value().kind == Visit::Kind::scheduled, text.size()};
  };
  std::string_view found;
  for (std::size_t first = 0; first < words.begins.size(); ++first) {
    const auto begin = words.begins[first];
    for (auto last = first; last < words.ends.size() && words.ends[last] - begin <= longest; ++last) {
      const auto text = stem.substr(begin, words.ends[last] - begin);
      if (is_visit(text) && (found.empty() || rank(text) > rank(found))) found = text;
    }
  }
  if (found.empty()) return {0, 0};
  return {static_cast<std::size_t>(found.data() - stem.data()), found.size()};
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Where the number begins that the word at `begin` goes on: a point parts words, but not "37.5ug".
std::size_t begin_of_number(std::string_view stem, std::size_t begin) {
  if (begin < 2 || stem[begin - 1] != '.' || !is_digit(stem[begin]) || !is_digit(stem[begin - 2])) return begin;
  auto first = begin - 2;
  while (first > 0 && is_digit(stem[first - 1])) --first;
  return first == 0 || is_separator(stem[first - 1]) ? first : begin;
}

/// "37.5ug" as a number and a unit; a unit is letters, among them either sign for micro.
struct Amount {
  std::string_view number;
  std::string_view unit;
};
std::optional<Amount> amount_of(std::string_view word) {
  double value = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value, std::chars_format::fixed);
  const auto digits = static_cast<std::size_t>(end - word.data());
  if (error != std::errc{} || value < 0 || digits == word.size()) return std::nullopt;
  return Amount{word.substr(0, digits), word.substr(digits)};
}

/// @param word  `text` in small letters
void read_word(std::string_view text, const std::string& word, bool is_behind_visit,
               std::map<std::string, std::string>& columns) {
  constexpr auto schedules = std::to_array<std::string_view>({"qd", "bid", "qod", "mwf", "tiw", "qw"});
  if (std::ranges::find(schedules, word) != schedules.end()) columns["schedule"] = text;
  if (is_behind_visit && word == "predose") columns["timepoint"] = "pre-dose";
  if (word.starts_with("rep") && amount_of(word.substr(3) + "x")) columns["replicate"] = text.substr(3);
  const auto amount = amount_of(text);
  if (!amount) return;
  if (lower(amount->unit) == "h") {
    columns[is_behind_visit ? "timepoint" : "time_h"] = is_behind_visit ? text : amount->number;
  } else if (micrograms(1, amount->unit)) {
    columns["dose"] = amount->number;
    columns["dose_unit"] = amount->unit;
  } else if (nanomolar(1, amount->unit)) {
    columns["concentration"] = amount->number;
    columns["concentration_unit"] = amount->unit;
  }
}

}  // namespace

fcs::Result<FileNamePattern> FileNamePattern::parse(std::string_view pattern) {
  const auto failure = [pattern](std::string expected) {
    return fcs::Error{fcs::Code::bad_usage, {"", "--pattern", {}}, std::move(expected), std::string{pattern}};
  };
  FileNamePattern result;
  for (auto rest = pattern; !rest.empty();) {
    const auto brace = std::min(rest.find_first_of("{}"), rest.size());
    if (brace != 0) {
      result.parts_.push_back({false, std::string{rest.substr(0, brace)}});
      rest.remove_prefix(brace);
      continue;
    }
    const auto end = rest.find('}');
    if (rest.front() == '}' || end == std::string_view::npos) return failure("fields in braces: {subject}_{visit}");
    const auto field = rest.substr(1, end - 1);
    if (std::ranges::find(fields, field) == fields.end()) {
      return failure(fmt::format("fields among {}", fmt::join(fields, ", ")));
    }
    if (std::ranges::any_of(result.parts_, [field](const Part& part) { return part.is_field && part.text == field; })) {
      return failure("each field once");
    }
    if (!result.parts_.empty() && result.parts_.back().is_field) return failure("text between two fields");
    result.parts_.push_back({true, std::string{field}});
    rest.remove_prefix(end + 1);
  }
  if (std::ranges::none_of(result.parts_, &Part::is_field)) return failure("one field or more: {subject}_{visit}");
  return result;
}

std::optional<std::map<std::string, std::string>> FileNamePattern::match(std::string_view stem) const {
  for (const bool whole : {true, false}) {
    Fields found;
    if (match_from(0, stem, whole, found)) return found;
  }
  return std::nullopt;
}

bool FileNamePattern::match_from(std::size_t part, std::string_view rest, bool whole, Fields& found) const {
  if (part == parts_.size()) return rest.empty() || (!whole && is_separator(rest.front()));
  const auto& [is_field, text] = parts_[part];
  if (!is_field) return rest.starts_with(text) && match_from(part + 1, rest.substr(text.size()), whole, found);
  for (std::size_t size = 1; size <= rest.size(); ++size) {
    const auto value = rest.substr(0, size);
    if (text == "visit" && !is_visit(value)) continue;
    if (!match_from(part + 1, rest.substr(size), whole, found)) continue;
    found[text] = value;
    return true;
  }
  return false;
}

NameParts take_apart(std::string_view stem) {
  NameParts parts;
  const auto words = words_of(stem);
  const auto [first, size] = find_visit(stem);
  for (std::size_t i = 0; i < words.begins.size(); ++i) {
    const auto begin = begin_of_number(stem, words.begins[i]);
    const auto text = stem.substr(begin, words.ends[i] - begin);
    const auto word = lower(text);
    if (word == "unstained") parts.stain = "UNSTAINED";
    if (word == "isotype") parts.stain = "ISOTYPE";
    if (word == "rerun" || word == "repeat") parts.is_rerun = true;
    if (word == "fmo" || word == "single") {
      parts.stain = word == "fmo" ? "FMO" : "SINGLE";
      const auto after = without_separators(stem.substr(words.ends[i]));
      parts.marker = after.substr(0, after.find_first_of(" ._"));
    }
    const bool is_behind_visit = size > 0 && words.begins[i] >= first + size;
    const bool is_before_visit = size > 0 && words.begins[i] < first;
    // What stands before the visit is the subject, whatever it looks like.
    if (!is_before_visit) read_word(text, word, is_behind_visit, parts.columns);
  }
  if (size == 0) return parts;
  parts.visit = stem.substr(first, size);
  const auto before = without_separators(stem.substr(0, first));
  parts.subject = before.empty() ? without_separators(stem.substr(first + size)) : before;
  return parts;
}

}  // namespace study::detail
