#include "study/date_time.h"

#include <algorithm>
#include <charconv>
#include <cstddef>

namespace study {
namespace {

namespace chrono = std::chrono;

constexpr chrono::minutes last_minute_of_day{24 * 60 - 1};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Walks along the fixed fields of a date.
class Fields {
 public:
  explicit Fields(std::string_view text) : rest_{text} {}

  [[nodiscard]] bool at_end() const { return rest_.empty(); }

  bool pass(char c) {
    if (!rest_.starts_with(c)) return false;
    rest_.remove_prefix(1);
    return true;
  }

  std::optional<int> number(std::size_t digits, int largest) {
    const auto text = rest_.substr(0, digits);
    if (text.size() != digits || !std::ranges::all_of(text, is_digit)) return std::nullopt;
    int value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    if (value > largest) return std::nullopt;
    rest_.remove_prefix(digits);
    return value;
  }

  void pass_digits() {
    rest_.remove_prefix(static_cast<std::size_t>(std::ranges::find_if_not(rest_, is_digit) - rest_.begin()));
  }

 private:
  std::string_view rest_;
};

std::optional<chrono::seconds> time_of_day(Fields& fields) {
  const auto hour = fields.number(2, 23);
  if (!hour || !fields.pass(':')) return std::nullopt;
  const auto minute = fields.number(2, 59);
  if (!minute) return std::nullopt;
  auto time = chrono::hours{*hour} + chrono::minutes{*minute} + chrono::seconds{0};
  if (!fields.pass(':')) return time;
  const auto second = fields.number(2, 59);
  if (!second) return std::nullopt;
  if (fields.pass('.')) fields.pass_digits();
  return time + chrono::seconds{*second};
}

std::optional<chrono::minutes> offset_from_utc(Fields& fields) {
  if (fields.at_end() || fields.pass('Z')) return chrono::minutes{0};
  const bool is_west = fields.pass('-');
  if (!is_west && !fields.pass('+')) return std::nullopt;
  const auto hour = fields.number(2, 14);
  fields.pass(':');
  const auto minute = fields.number(2, 59);
  if (!hour || !minute) return std::nullopt;
  const auto offset = chrono::hours{*hour} + chrono::minutes{*minute};
  return is_west ? -offset : offset;
}

/// The first and the last minute that a date may mean, as written.
struct Moments {
  chrono::seconds first;
  chrono::seconds last;
};

std::optional<Moments> moments_of_partial_date(std::string_view text) {
  if (!is_partial_date(text)) return std::nullopt;
  Fields fields{text};
  const chrono::year year{*fields.number(4, 9999)};
  chrono::month first{1};
  chrono::month last{12};
  if (fields.pass('-')) first = last = chrono::month{static_cast<unsigned>(*fields.number(2, 12))};
  const chrono::sys_days begin{year / first / 1};
  const chrono::sys_days end{year / last / chrono::last};
  return Moments{begin.time_since_epoch(), end.time_since_epoch() + last_minute_of_day};
}

std::optional<Moments> moments_of(std::string_view text) {
  const auto moment = parse_date_time(text);
  if (!moment) return moments_of_partial_date(text);
  const chrono::seconds midnight = moment->day.time_since_epoch();
  if (moment->time) return Moments{midnight + *moment->time, midnight + *moment->time};
  return Moments{midnight, midnight + last_minute_of_day};
}

chrono::seconds in_utc(const DateTime& moment) {
  return moment.day.time_since_epoch() + moment.time.value_or(chrono::seconds{0}) - moment.offset_from_utc;
}

}  // namespace

std::optional<DateTime> parse_date_time(std::string_view text) {
  Fields fields{text};
  const auto year = fields.number(4, 9999);
  if (!year || !fields.pass('-')) return std::nullopt;
  const auto month = fields.number(2, 12);
  if (!month || !fields.pass('-')) return std::nullopt;
  const auto day = fields.number(2, 31);
  if (!day) return std::nullopt;
  const chrono::year_month_day date{chrono::year{*year}, chrono::month{static_cast<unsigned>(*month)},
                                    chrono::day{static_cast<unsigned>(*day)}};
  if (!date.ok()) return std::nullopt;
  DateTime moment{chrono::sys_days{date}, {}, {}};
  if (fields.at_end()) return moment;
  if (!fields.pass('T') && !fields.pass(' ')) return std::nullopt;
  moment.time = time_of_day(fields);
  const auto offset = moment.time ? offset_from_utc(fields) : std::nullopt;
  if (!offset || !fields.at_end()) return std::nullopt;
  moment.offset_from_utc = *offset;
  return moment;
}

bool is_partial_date(std::string_view text) {
  Fields fields{text};
  if (!fields.number(4, 9999)) return false;
  if (fields.at_end()) return true;
  if (!fields.pass('-')) return false;
  const auto month = fields.number(2, 12);
  return month && *month >= 1 && fields.at_end();
}

std::optional<chrono::seconds> time_between(const DateTime& from, const DateTime& to) {
  if (!from.time || !to.time) return std::nullopt;
  return in_utc(to) - in_utc(from);
}

std::optional<PossibleTimes> possible_times_between(std::string_view from, std::string_view to) {
  const auto begin = parse_date_time(from);
  const auto end = parse_date_time(to);
  if (const auto exact = begin && end ? time_between(*begin, *end) : std::nullopt) return PossibleTimes{*exact, *exact};
  const auto begins = moments_of(from);
  const auto ends = moments_of(to);
  if (!begins || !ends) return std::nullopt;
  return PossibleTimes{ends->first - begins->last, ends->last - begins->first};
}

bool is_earlier(const DateTime& left, const DateTime& right) {
  if (const auto between = time_between(left, right)) return between->count() > 0;
  return left.day < right.day;
}

}  // namespace study
