#include "fcs/keywords/date_time.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <optional>

#include "fcs/detail/bytes.h"

namespace fcs {
namespace {

/// Walks a text of fixed fields; what does not fit makes it fail for good.
class Fields {
 public:
  explicit Fields(std::string_view text) : rest_{detail::trim(text)} {}

  /// A number of exactly so many digits, up to `most`.
  unsigned number(std::size_t digits, unsigned most) {
    unsigned value = 0;
    const auto field = rest_.substr(0, digits);
    ok_ = ok_ && field.size() == digits && std::ranges::all_of(field, detail::is_digit);
    for (const char digit : field) value = ok_ ? value * 10 + static_cast<unsigned>(digit - '0') : 0;
    ok_ = ok_ && value <= most;
    rest_.remove_prefix(field.size());
    return value;
  }
  bool skip(char c) {
    if (!rest_.starts_with(c)) return false;
    rest_.remove_prefix(1);
    return true;
  }
  void expect(char c) { ok_ = skip(c) && ok_; }
  /// One digit or more.
  void fraction() {
    const auto end = std::ranges::find_if_not(rest_, detail::is_digit);
    ok_ = ok_ && end != rest_.begin();
    rest_.remove_prefix(static_cast<std::size_t>(end - rest_.begin()));
  }
  /// An English month, 1 to 12.
  unsigned month() {
    constexpr std::array<std::string_view, 12> months{"JAN", "FEB", "MAR", "APR", "MAY", "JUN",
                                                      "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"};
    const auto field = rest_.substr(0, 3);
    const auto found = std::ranges::find_if(months, [&](std::string_view known) {
      return std::ranges::equal(field, known, [](char a, char b) { return detail::to_upper(a) == b; });
    });
    ok_ = ok_ && found != months.end();
    rest_.remove_prefix(field.size());
    return static_cast<unsigned>(found - months.begin()) + 1;
  }
  void check_day(unsigned year, unsigned month, unsigned day) {
    using namespace std::chrono;
    ok_ = ok_ &&
          year_month_day{std::chrono::year{static_cast<int>(year)}, std::chrono::month{month}, std::chrono::day{day}}
              .ok();
  }
  void time_of_day() {
    number(2, 23);
    expect(':');
    number(2, 59);
    expect(':');
    number(2, 59);
  }
  [[nodiscard]] std::size_t left() const { return rest_.size(); }
  [[nodiscard]] bool done() const { return ok_ && rest_.empty(); }

 private:
  std::string_view rest_;
  bool ok_ = true;
};

bool is_date_with_years_of(std::string_view text, std::size_t digits) {
  Fields fields{text};
  const auto day = fields.number(2, 31);
  fields.expect('-');
  const auto month = fields.month();
  fields.expect('-');
  const auto year = fields.number(digits, 9999);
  // Of two digits the century is unknown: 29 February is let pass in each leap year of this one.
  fields.check_day(digits == 2 ? 2000 + year : year, month, day);
  return fields.done();
}

}  // namespace

bool is_date(std::string_view text) { return is_date_with_years_of(text, 4); }
bool is_date_of_any_century(std::string_view text) {
  return is_date_with_years_of(text, 4) || is_date_with_years_of(text, 2);
}

bool is_time(std::string_view text) {
  Fields fields{text};
  fields.time_of_day();
  if (fields.skip(':')) {
    fields.number(2, 59);
  } else if (fields.skip('.')) {
    fields.number(2, 99);
  }
  return fields.done();
}

bool is_date_time(std::string_view text) {
  Fields fields{text};
  const auto year = fields.number(4, 9999);
  fields.expect('-');
  const auto month = fields.number(2, 12);
  fields.expect('-');
  fields.check_day(year, month, fields.number(2, 31));
  fields.expect('T');
  fields.time_of_day();
  if (fields.skip('.') || fields.skip(',')) fields.fraction();
  if (fields.left() == 0 || fields.skip('Z')) return fields.done();
  if (!fields.skip('+')) fields.expect('-');
  fields.number(2, 23);
  if (fields.left() > 0) {
    fields.skip(':');
    fields.number(2, 59);
  }
  return fields.done();
}

}  // namespace fcs
