#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace fcs::detail {

/// What two delimiters in a row mean.
enum class Doubled : std::uint8_t {
  escape,       ///< one delimiter inside a name or a value, as the standard says
  empty_value,  ///< the end of a value and of the empty one after it, as some writers do
};

/// A name or a value of TEXT, still escaped.
struct Token {
  std::string_view raw;
  std::size_t first = 0;  ///< of `raw`, counted from the start of the text walked
  bool escaped = false;   ///< holds doubled delimiters
};

/// Walks the tokens of TEXT, whose first delimiter is already gone; each ends with a delimiter, or with the text.
class Tokens {
 public:
  Tokens(std::string_view text, char delimiter, Doubled doubled)
      : text_{text}, delimiter_{delimiter}, doubled_{doubled} {}
  [[nodiscard]] std::optional<Token> next();

 private:
  std::string_view text_;
  char delimiter_;
  Doubled doubled_;
  std::size_t at_ = 0;
};

/// `token` with each doubled delimiter as one.
[[nodiscard]] std::string unescaped(const Token& token, char delimiter);

/// How to read `text`: the way that gives more of what a data set needs; on a tie, the standard's.
[[nodiscard]] Doubled meaning_of_doubled(std::string_view text, char delimiter);

}  // namespace fcs::detail
