#include "gating/gatingml/detail/xml_scan.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace gating::gatingml::detail {
namespace {

constexpr std::size_t most_levels = 256;
constexpr std::size_t most_attributes = 1000;
constexpr auto npos = std::string_view::npos;

bool is_declared(std::string_view entity) {
  constexpr auto known = std::to_array<std::string_view>({"amp", "lt", "gt", "quot", "apos"});
  if (std::ranges::find(known, entity) != known.end()) return true;
  if (!entity.starts_with('#')) return false;
  const bool is_hexadecimal = entity.starts_with("#x");
  const auto digits = entity.substr(is_hexadecimal ? 2 : 1);
  return !digits.empty() && digits.find_first_not_of(is_hexadecimal ? "0123456789abcdefABCDEF" : "0123456789") == npos;
}

class XmlScan {
 public:
  explicit XmlScan(std::string_view xml) : xml_{xml} {}

  std::optional<XmlFault> find_fault() {
    while (!fault_ && (at_ = xml_.find_first_of("<&", at_)) != npos) {
      const auto rest = xml_.substr(at_);
      if (rest.front() == '&') {
        check_reference(at_++);
      } else if (rest.starts_with("<!--")) {
        skip_past("-->");
      } else if (rest.starts_with("<![CDATA[")) {
        skip_past("]]>");
      } else if (rest.starts_with("<!")) {
        check_document_type();
      } else if (rest.starts_with("<?")) {
        skip_past("?>");
      } else if (rest.starts_with("</")) {
        levels_ -= levels_ > 0 ? 1 : 0;
        skip_past(">");
      } else {
        check_start_tag();
      }
    }
    return fault_;
  }

 private:
  void fail(std::size_t offset, std::string expected, std::string found) {
    fault_ = XmlFault{offset, std::move(expected), std::move(found)};
  }

  void skip_past(std::string_view end) {
    const auto found = xml_.find(end, at_);
    at_ = found == npos ? npos : found + end.size();
  }

  void check_reference(std::size_t ampersand) {
    constexpr std::size_t longest = 16;
    const auto rest = xml_.substr(ampersand + 1, longest);
    const auto end = rest.find(';');
    if (end != npos && is_declared(rest.substr(0, end))) return;
    fail(ampersand, "one of &amp; &lt; &gt; &quot; &apos; or the number of a character after '&'",
         fmt::format("&{}", rest.substr(0, end == npos ? rest.find_first_of(" \t\r\n<\"'") : end + 1)));
  }

  void check_document_type() {
    const auto end = xml_.find_first_of("[>", at_);
    if (end != npos && xml_[end] == '[') {
      fail(at_, "no document type declaration", "one with declarations of entities or the like");
    }
    at_ = end;
  }

  void check_start_tag() {
    const auto start = at_;
    std::size_t attributes = 0;
    while ((at_ = xml_.find_first_of(">\"'", at_)) != npos && xml_[at_] != '>') {
      const auto end = xml_.find(xml_[at_], at_ + 1);
      const auto value = xml_.substr(0, std::min(end, xml_.size()));
      for (auto reference = value.find('&', at_); reference != npos && !fault_;
           reference = value.find('&', reference + 1)) {
        check_reference(reference);
      }
      if (++attributes > most_attributes) {
        fail(start, fmt::format("at most {} attributes of an element", most_attributes), "more");
      }
      if (fault_ || end == npos) {
        at_ = npos;
        return;
      }
      at_ = end + 1;
    }
    if (at_ == npos || xml_[at_ - 1] == '/') return;
    if (++levels_ > most_levels) {
      fail(start, fmt::format("elements nested at most {} deep", most_levels), "one more level");
    }
  }

  std::string_view xml_;
  std::size_t at_ = 0;
  std::size_t levels_ = 0;
  std::optional<XmlFault> fault_;
};

}  // namespace

std::optional<XmlFault> find_xml_fault(std::string_view xml) { return XmlScan{xml}.find_fault(); }

}  // namespace gating::gatingml::detail
