#include "fcs/detail/tokens.h"

#include <algorithm>
#include <array>

#include "fcs/detail/bytes.h"
#include "fcs/keywords/number.h"

namespace fcs::detail {
namespace {

/// `name` is $PnB of some n.
bool is_width_keyword(std::string_view name) {
  if (name.size() < 4 || to_upper(name[1]) != 'P' || to_upper(name.back()) != 'B') return false;
  return std::ranges::all_of(name.substr(2, name.size() - 3), is_digit);
}

bool equals_ignoring_case(std::string_view text, std::string_view upper) {
  return std::ranges::equal(text, upper, [](char a, char b) { return to_upper(a) == b; });
}

/// How much of a data set a reading gives.
std::size_t score(std::string_view text, char delimiter, Doubled doubled) {
  bool has_par = false;
  bool has_datatype = false;
  std::size_t points = 0;
  Tokens tokens{text, delimiter, doubled};
  while (const auto name_token = tokens.next()) {
    const auto value_token = tokens.next();
    if (!value_token) break;
    const auto name = trim(name_token->raw);
    if (!name.starts_with('$')) continue;
    ++points;
    has_par = has_par || equals_ignoring_case(name, "$PAR");
    has_datatype = has_datatype || equals_ignoring_case(name, "$DATATYPE");
    if (is_width_keyword(name) && parse_unsigned(value_token->raw)) ++points;
  }
  constexpr std::size_t points_of_a_whole_data_set = 100;
  return points + (has_par && has_datatype ? points_of_a_whole_data_set : 0);
}

}  // namespace

std::optional<Token> Tokens::next() {
  if (at_ >= text_.size()) return std::nullopt;
  Token token{{}, at_, false};
  auto end = text_.find(delimiter_, at_);
  while (doubled_ == Doubled::escape && end != std::string_view::npos && end + 1 < text_.size() &&
         text_[end + 1] == delimiter_) {
    token.escaped = true;
    end = text_.find(delimiter_, end + 2);
  }
  if (end == std::string_view::npos) end = text_.size();
  token.raw = text_.substr(at_, end - at_);
  at_ = end + 1;
  return token;
}

std::string unescaped(const Token& token, char delimiter) {
  if (!token.escaped) return std::string{token.raw};
  std::string out;
  out.reserve(token.raw.size());
  for (std::size_t i = 0; i < token.raw.size(); ++i) {
    out += token.raw[i];
    if (token.raw[i] == delimiter) ++i;
  }
  return out;
}

Doubled meaning_of_doubled(std::string_view text, char delimiter) {
  const std::array<char, 2> doubled{delimiter, delimiter};
  if (text.find(std::string_view{doubled.data(), doubled.size()}) == std::string_view::npos) return Doubled::escape;
  const auto as_escape = score(text, delimiter, Doubled::escape);
  const auto as_empty_value = score(text, delimiter, Doubled::empty_value);
  return as_empty_value > as_escape ? Doubled::empty_value : Doubled::escape;
}

}  // namespace fcs::detail
