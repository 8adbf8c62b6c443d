#include "gating/gatingml/detail/xml_text.h"

#include <array>
#include <charconv>
#include <cmath>

#include <fmt/format.h>

namespace gating::gatingml::detail {
namespace {

std::string start_tag(std::string_view name, const Attributes& attributes) {
  auto tag = fmt::format("<{}", name);
  for (const auto& [attribute, value] : attributes) tag += fmt::format(" {}=\"{}\"", attribute, escaped(value));
  return tag;
}

}  // namespace

std::string number_text(double value) {
  if (std::isinf(value)) return value < 0 ? "-INF" : "INF";
  std::array<char, 32> digits{};
  const auto [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(), value);
  return {digits.data(), end};
}

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\t':
      case '\n':
      case '\r':
        out += fmt::format("&#{};", static_cast<int>(c));
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string element(std::string_view name, const Attributes& attributes, std::string_view content) {
  const auto tag = start_tag(name, attributes);
  return content.empty() ? tag + "/>" : fmt::format("{}>{}</{}>", tag, content, name);
}

void XmlText::open(std::string_view name, const Attributes& attributes) {
  line(start_tag(name, attributes) + ">");
  open_.emplace_back(name);
}

void XmlText::close() {
  const auto name = std::move(open_.back());
  open_.pop_back();
  line(fmt::format("</{}>", name));
}

void XmlText::line(std::string_view xml) { text_ += fmt::format("{:{}}{}\n", "", 2 * open_.size(), xml); }

}  // namespace gating::gatingml::detail
