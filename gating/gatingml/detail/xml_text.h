#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gating::gatingml::detail {

using Attributes = std::vector<std::pair<std::string_view, std::string>>;

/// xs:double: the shortest decimal that reads back as the same double, "INF" or "-INF".
[[nodiscard]] std::string number_text(double value);

/// With '&', '<', '>' and '"' as entities, and what a parser would take for mere blanks (tab, line breaks) as character
/// references.
[[nodiscard]] std::string escaped(std::string_view text);

/// `<name a="1"/>`, or `<name a="1">content</name>`.
/// @param content  XML, already escaped
[[nodiscard]] std::string element(std::string_view name, const Attributes& attributes, std::string_view content = {});

/// The text of a document as it grows: an element a line, two spaces a level.
class XmlText {
 public:
  /// @param start  what comes before the first line, up to and with the start tag of `root`
  XmlText(std::string start, std::string root) : text_{std::move(start)}, open_{std::move(root)} {}

  void open(std::string_view name, const Attributes& attributes = {});
  void close();
  void line(std::string_view xml);
  void blank_line() { text_ += '\n'; }

  [[nodiscard]] std::string take() { return std::move(text_); }

 private:
  std::string text_;
  std::vector<std::string> open_;  ///< the names of the elements that are not closed
};

}  // namespace gating::gatingml::detail
