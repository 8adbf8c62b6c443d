#include "study/visit.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cstddef>
#include <system_error>
#include <tuple>

#include <fmt/format.h>

#include "study/date_time.h"
#include "study/detail/spreadsheet_damage.h"

namespace study {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return c >= 'a' && c <= 'z'; }
bool is_separator(char c) { return c == ' ' || c == '\t' || c == '_' || c == '-' || c == ','; }

/// Lower case, dashes of any kind as '-'.
std::string normalised(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    if (text.starts_with("\xE2\x80\x93") || text.starts_with("\xE2\x80\x91")) {  // en dash, non-breaking hyphen
      out += '-';
      text.remove_prefix(3);
      continue;
    }
    out += static_cast<char>(std::tolower(static_cast<unsigned char>(text.front())));
    text.remove_prefix(1);
  }
  const auto last = std::ranges::find_if_not(out.rbegin(), out.rend(), [](char c) { return c == ' ' || c == '\t'; });
  out.erase(last.base(), out.end());
  return out;
}

/// Walks along a normalised text.
class Cursor {
 public:
  explicit Cursor(std::string_view text) : rest_{text} {}

  [[nodiscard]] std::string_view rest() const { return rest_; }

  /// @return whether a dash was among them
  bool pass_separators() {
    bool dash = false;
    for (; !rest_.empty() && is_separator(rest_.front()); rest_.remove_prefix(1)) dash = dash || rest_.front() == '-';
    return dash;
  }

  bool pass(std::string_view word) {
    if (!rest_.starts_with(word)) return false;
    rest_.remove_prefix(word.size());
    return true;
  }

  std::optional<int> number() {
    int value = 0;
    if (rest_.empty() || !is_digit(rest_.front())) return std::nullopt;
    const auto [end, error] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), value);
    if (error != std::errc{}) return std::nullopt;
    rest_.remove_prefix(static_cast<std::size_t>(end - rest_.data()));
    return value;
  }

  /// The "/8" or "-8" of a window; "-4h" is a timepoint and is left alone.
  std::optional<int> window_end() {
    auto ahead = *this;
    if (!ahead.pass("/") && !ahead.pass("-")) return std::nullopt;
    const auto value = ahead.number();
    if (!value || (!ahead.rest_.empty() && is_letter(ahead.rest_.front()))) return std::nullopt;
    *this = ahead;
    return value;
  }

 private:
  std::string_view rest_;
};

/// A cycle, or a day of one. The upper limit keeps study days within an int.
bool is_countable(std::optional<int> number) { return number && *number >= 1 && *number <= 9999; }

std::optional<Visit> parse_scheduled(std::string_view text) {
  Cursor cursor{text};
  cursor.pass_separators();
  if (!cursor.pass("cycle") && !cursor.pass("c")) return std::nullopt;
  const bool dashes_join = cursor.pass_separators();  // "cycle-1-day-8"
  Visit visit;
  visit.cycle = cursor.number();
  cursor.pass_separators();
  if (!is_countable(visit.cycle) || (!cursor.pass("day") && !cursor.pass("d"))) return std::nullopt;
  if (cursor.pass_separators() && !dashes_join) return std::nullopt;  // day -1 lies before the first dose
  visit.day_low = cursor.number();
  if (!is_countable(visit.day_low)) return std::nullopt;
  const auto end = cursor.window_end();
  visit.day_high = end ? end : visit.day_low;
  if (!is_countable(visit.day_high) || *visit.day_high < *visit.day_low) return std::nullopt;
  if (!cursor.rest().empty() && !is_separator(cursor.rest().front())) return std::nullopt;
  cursor.pass_separators();
  visit.timepoint = cursor.rest();
  return visit;
}

std::optional<Visit> parse_word(std::string_view text) {
  std::string word;
  std::ranges::copy_if(text, std::back_inserter(word), [](char c) { return !is_separator(c); });
  const auto is_one_of = [&word](std::initializer_list<std::string_view> words) {
    return std::ranges::find(words, word) != words.end();
  };
  if (is_one_of({"baseline", "bl", "predose"})) return Visit{Visit::Kind::scheduled, 1, 1, 1, 0, ""};
  if (is_one_of({"screening", "screen", "scr"})) return Visit{Visit::Kind::screening, 0, {}, {}, 0, ""};
  if (is_one_of({"eot", "endoftreatment"})) return Visit{Visit::Kind::end_of_treatment, {}, {}, {}, 0, ""};
  Cursor cursor{word};
  if (!cursor.pass("unscheduled") && !cursor.pass("unsch") && !cursor.pass("uns")) return std::nullopt;
  const auto number = cursor.number();
  if (!cursor.rest().empty()) return std::nullopt;
  return Visit{Visit::Kind::unscheduled, {}, {}, {}, number.value_or(0), ""};
}

/// Pre-dose first, then hours after the dose, then any other word.
std::tuple<int, double, std::string_view> order_of_timepoint(std::string_view text) {
  if (text.empty()) return {0, 0, text};
  if (text.starts_with("pre")) return {1, 0, text};
  double hours = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), hours, std::chars_format::fixed);
  if (parsed.ec == std::errc{}) return {2, hours, text};
  return {3, 0, text};
}

}  // namespace

std::weak_ordering operator<=>(const Visit& left, const Visit& right) {
  const auto key = [](const Visit& visit) {
    return std::tuple{visit.kind, visit.cycle, visit.day_low, visit.day_high, visit.number};
  };
  if (const auto order = key(left) <=> key(right); std::is_neq(order)) return order;
  const auto left_time = order_of_timepoint(left.timepoint);
  const auto right_time = order_of_timepoint(right.timepoint);
  if (left_time < right_time) return std::weak_ordering::less;
  if (right_time < left_time) return std::weak_ordering::greater;
  return std::weak_ordering::equivalent;
}

fcs::Result<Visit> parse_visit(std::string_view text) {
  const auto plain = normalised(text);
  if (const auto visit = parse_scheduled(plain)) return *visit;
  if (const auto visit = parse_word(plain)) return *visit;
  std::string expected = "a visit such as C1D8, Cycle 1 Day 15, Baseline, Screening, EOT or Unscheduled 1";
  if (detail::looks_like_a_date(plain) || detail::damage_of_date(plain))
    expected += " (a spreadsheet may have turned this one into a date)";
  return fcs::Error{fcs::Code::unknown_visit, {}, expected, std::string{text}};
}

std::string name(const Visit& visit) {
  switch (visit.kind) {
    case Visit::Kind::screening:
      return "Screening";
    case Visit::Kind::end_of_treatment:
      return "EOT";
    case Visit::Kind::unscheduled:
      return visit.number == 0 ? "Unscheduled" : fmt::format("Unscheduled {}", visit.number);
    case Visit::Kind::scheduled:
      break;
  }
  auto text = fmt::format("C{}D{}", visit.cycle.value_or(0), visit.day_low.value_or(0));
  if (visit.day_high != visit.day_low) text += fmt::format("-{}", visit.day_high.value_or(0));
  if (!visit.timepoint.empty()) text += " " + visit.timepoint;
  return text;
}

std::optional<int> nominal_study_day(const Visit& visit, const Cycle& cycle) {
  if (!visit.cycle || !visit.day_high) return std::nullopt;
  return (*visit.cycle - 1) * cycle.days + *visit.day_high;
}

int days_between(int from, int to) {
  const auto without_gap = [](int day) { return day < 0 ? day + 1 : day; };
  return without_gap(to) - without_gap(from);
}

std::optional<int> study_day(std::string_view reference_start, std::string_view date) {
  const auto start = parse_date_time(reference_start);
  const auto end = parse_date_time(date);
  if (!start || !end) return std::nullopt;
  const auto difference = static_cast<int>((end->day - start->day).count());
  return difference >= 0 ? difference + 1 : difference;
}

}  // namespace study
