#include "fcs/text.h"

#include <algorithm>

#include <fmt/format.h>

#include "fcs/base/utf8.h"
#include "fcs/detail/bytes.h"
#include "fcs/detail/tally.h"
#include "fcs/detail/tokens.h"

namespace fcs {
namespace {

using detail::Doubled;
using detail::Tally;
using detail::Token;
using detail::Tokens;

std::string upper_case(std::string_view text) {
  std::string out{text};
  std::ranges::transform(out, out.begin(), detail::to_upper);
  return out;
}

bool is_printable_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~'; });
}

/// TEXT without its first delimiter and without what follows its last one.
struct Body {
  std::string_view pairs;
  std::uint64_t origin = 0;  ///< of `pairs` in the file
  char delimiter = '/';
  std::string_view segment;  ///< its name, for messages
};

Body cut_body(std::string_view pairs, std::uint64_t origin, char delimiter, std::string_view segment,
              Findings& findings) {
  std::string padding{" \t\r\n\0", 5};
  std::erase(padding, delimiter);
  const auto last = pairs.find_last_not_of(padding);
  const auto size = last == std::string_view::npos ? 0 : last + 1;
  const bool terminated = size > 0 && pairs[size - 1] == delimiter;
  if (!pairs.empty() && (!terminated || size < pairs.size())) {
    const ByteRange end{origin + (terminated ? size : pairs.size() - 1), origin + pairs.size() - 1};
    findings.tolerate({Code::missing_final_delimiter,
                       {"", std::string{segment}, end},
                       fmt::format("\"{}\" as the last byte", printable({&delimiter, 1})),
                       terminated ? "padding after it" : "none"},
                      terminated ? "the padding is ignored" : "the last value ends with the segment");
  }
  return Body{pairs.substr(0, size), origin, delimiter, segment};
}

/// Turns pairs into keywords and counts what it tolerates on the way.
class PairReader {
 public:
  PairReader(const Body& body, Doubled doubled) : body_{body}, doubled_{doubled} {}

  void read(Keywords& keywords) {
    Tokens tokens{body_.pairs, body_.delimiter, doubled_};
    while (const auto name = tokens.next()) {
      const auto value = tokens.next();
      if (!value) {
        if (!detail::trim(name->raw).empty()) dangling_.add(name->raw, range(*name, *name));
        break;
      }
      add(*name, *value, keywords);
    }
  }

  void report(Findings& findings) const {
    dangling_.report(findings, Code::key_without_value, body_.segment, "a value", "it is dropped");
    nameless_.report(findings, Code::empty_value, body_.segment, "a name for each value", "they are dropped");
    empty_.report(findings, Code::empty_value, body_.segment, "no empty value",
                  "a doubled delimiter ends an empty value, and is no escape");
    padded_.report(findings, Code::padded_key, body_.segment, "no blanks around a name", "they are trimmed");
    encoded_.report(findings, Code::bad_text_encoding, body_.segment, "UTF-8", "code page 1252, which holds Latin-1");
  }

  Tally duplicates;   ///< names taken already, with another value
  Tally unprintable;  ///< names that are no printable ASCII; only with `printable_names_only`
  bool printable_names_only = false;

 private:
  [[nodiscard]] ByteRange range(const Token& first, const Token& last) const {
    const auto end = body_.origin + last.first + last.raw.size();
    return {body_.origin + first.first, std::max(end, body_.origin + first.first + 1) - 1};
  }

  /// @param at  of the pair
  std::string decode(std::string text, std::string_view name, ByteRange at) {
    if (first_invalid_utf8(text) == std::string_view::npos) return text;
    encoded_.add(name, at);
    return utf8_from_cp1252(text);
  }

  void add(const Token& name_token, const Token& value_token, Keywords& keywords) {
    const auto raw_name = detail::unescaped(name_token, body_.delimiter);
    const auto trimmed = detail::trim(raw_name);
    const auto at = range(name_token, value_token);
    if (trimmed.empty()) {
      if (!name_token.raw.empty() || !value_token.raw.empty()) nameless_.add(value_token.raw, at);
      return;
    }
    if (printable_names_only && !is_printable_ascii(trimmed)) return unprintable.add(trimmed, at);
    if (trimmed.size() != raw_name.size()) padded_.add(trimmed, at);
    if (value_token.raw.empty()) empty_.add(trimmed, at);
    Keyword keyword{decode(std::string{trimmed}, trimmed, at),
                    decode(detail::unescaped(value_token, body_.delimiter), trimmed, at), at};
    if (const auto* taken = keywords.find(keyword.name); taken != nullptr) {
      if (taken->value != keyword.value || !printable_names_only) duplicates.add(keyword.name, at);
      return;
    }
    keywords.add(std::move(keyword));
  }

  Body body_;
  Doubled doubled_;
  Tally nameless_;
  Tally dangling_;
  Tally empty_;
  Tally padded_;
  Tally encoded_;
};

/// @return whether the byte is a likely delimiter; one that keywords are made of is believed only if the keywords then
/// come out
Result<bool> check_delimiter(char delimiter, std::uint64_t origin, Findings& findings) {
  const auto byte = static_cast<unsigned char>(delimiter);
  const Error deviation{Code::bad_delimiter,
                        {"", "TEXT, first byte", ByteRange{origin, origin}},
                        "an ASCII character from 1 to 126",
                        fmt::format("byte 0x{:02X}", byte)};
  if (byte == 0 || byte >= 0x80) return deviation;
  if (byte == 0x7F) {
    findings.tolerate(deviation, "it is the delimiter all the same");
  }
  const bool is_letter = detail::to_upper(delimiter) >= 'A' && detail::to_upper(delimiter) <= 'Z';
  return !is_letter && !detail::is_digit(delimiter) && delimiter != '$';
}

}  // namespace

Keywords::Keywords(std::initializer_list<std::pair<std::string_view, std::string_view>> pairs) {
  for (const auto& [name, value] : pairs) add({std::string{name}, std::string{value}, {}});
}

bool Keywords::add(Keyword keyword) {
  if (!positions_.try_emplace(upper_case(keyword.name), keywords_.size()).second) return false;
  keywords_.push_back(std::move(keyword));
  return true;
}

void Keywords::set(std::string_view name, std::string value) {
  const auto [position, added] = positions_.try_emplace(upper_case(name), keywords_.size());
  if (added) {
    keywords_.push_back({std::string{name}, std::move(value), {}});
  } else {
    keywords_[position->second].value = std::move(value);
  }
}

bool Keywords::erase(std::string_view name) {
  const auto found = positions_.find(upper_case(name));
  if (found == positions_.end()) return false;
  const auto erased = found->second;
  keywords_.erase(keywords_.begin() + static_cast<std::ptrdiff_t>(erased));
  positions_.erase(found);
  for (auto& [key, position] : positions_) {
    if (position > erased) --position;
  }
  return true;
}

const Keyword* Keywords::find(std::string_view name) const {
  const auto found = positions_.find(upper_case(name));
  return found == positions_.end() ? nullptr : &keywords_[found->second];
}

std::optional<std::string_view> Keywords::value(std::string_view name) const {
  const auto* keyword = find(name);
  if (keyword == nullptr) return std::nullopt;
  return keyword->value;
}

Place Keywords::place(std::string_view name) const {
  Place place{"", fmt::format("TEXT, {}", name), {}};
  if (const auto* keyword = find(name); keyword != nullptr && keyword->bytes.last != 0) place.at = keyword->bytes;
  return place;
}

std::string parameter_keyword(ChannelIndex channel, std::string_view suffix) {
  return fmt::format("$P{}{}", channel.value() + 1, suffix);
}

Result<WithFindings<Text>> parse_text(std::span<const std::byte> bytes, std::uint64_t origin, Tolerance tolerance) {
  const auto raw = detail::as_text(bytes);
  Error no_keywords{Code::no_keywords,
                    {"", "TEXT", ByteRange{origin, origin + std::max<std::size_t>(raw.size(), 1) - 1}},
                    "a delimiter, then names and values",
                    fmt::format("{} bytes", raw.size())};
  if (raw.empty()) return no_keywords;
  Findings findings{tolerance};
  const char delimiter = raw.front();
  FCS_TRY(is_likely, check_delimiter(delimiter, origin, findings));
  const auto body = cut_body(raw.substr(1), origin + 1, delimiter, "TEXT", findings);

  Text text{{}, delimiter};
  PairReader pairs{body, detail::meaning_of_doubled(body.pairs, delimiter)};
  pairs.read(text.keywords);
  pairs.report(findings);
  pairs.duplicates.report(findings, Code::duplicate_keyword, "TEXT", "each keyword once", "the first one holds");
  if (!is_likely) {
    const Error deviation{Code::bad_delimiter,
                          {"", "TEXT, first byte", ByteRange{origin, origin}},
                          "a character that keywords are not made of",
                          fmt::format("\"{}\"", delimiter)};
    if (text.keywords.find("$PAR") == nullptr || text.keywords.find("$DATATYPE") == nullptr) return deviation;
    findings.tolerate(deviation, "it is the delimiter all the same");
  }
  if (text.keywords.empty()) {
    if (body.pairs.find_first_not_of(delimiter) != std::string_view::npos)
      no_keywords.found = "one name without a value";
    return no_keywords;
  }
  return judged(std::move(text), findings);
}

Result<std::vector<Finding>> add_supplemental_text(Text& text, std::span<const std::byte> bytes, std::uint64_t origin,
                                                   Tolerance tolerance) {
  constexpr std::string_view segment = "supplemental TEXT";
  auto raw = detail::as_text(bytes);
  if (raw.starts_with(text.delimiter)) {
    raw.remove_prefix(1);
    ++origin;
  }
  Findings findings{tolerance};
  const auto body = cut_body(raw, origin, text.delimiter, segment, findings);
  PairReader pairs{body, detail::meaning_of_doubled(body.pairs, text.delimiter)};
  pairs.printable_names_only = true;
  pairs.read(text.keywords);
  pairs.report(findings);
  pairs.duplicates.report(findings, Code::bad_supplemental_text, segment, "only keywords that TEXT does not have",
                          "the primary TEXT holds");
  pairs.unprintable.report(findings, Code::bad_supplemental_text, segment, "names in printable ASCII",
                           "these are no keywords");
  FCS_CHECK(findings.verdict());
  return findings.take();
}

}  // namespace fcs
