#include "apps/plot/svg.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <sstream>

#include <fmt/format.h>
#include <pugixml.hpp>

#include "apps/plot/page.h"
#include "apps/plot/png.h"
#include "fcs/base/error.h"

namespace plot {
namespace {

constexpr double page_width = 560;
constexpr double page_height = 600;
/// The square that the axes span.
constexpr double left = 76;
constexpr double top = 58;
constexpr double side = page::axis_length;
constexpr double right = left + side;
constexpr double bottom = top + side;

constexpr double major_tick = 7;
constexpr double minor_tick = 4;
constexpr double line_height = 16;
constexpr double label_margin = 7;

using page::label_size;

constexpr auto ink = "#1a1a1a";
constexpr auto faint = "#5a5a5a";

std::string base64(std::string_view bytes) {
  static constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  out.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const auto given = std::min<std::size_t>(3, bytes.size() - i);
    std::uint32_t three = 0;
    for (std::size_t k = 0; k < 3; ++k) {
      three = three << 8 | (k < given ? static_cast<unsigned char>(bytes[i + k]) : 0U);
    }
    for (std::size_t k = 0; k < 4; ++k) out += k <= given ? letters[three >> (18 - 6 * k) & 63] : '=';
  }
  return out;
}

/// Of UTF-8.
bool begins_character(char byte) { return (static_cast<unsigned char>(byte) & 0xC0) != 0x80; }

std::size_t characters_of(const std::string& text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), begins_character));
}

/// At most so many characters, the last ones: names of files and of populations differ at their ends.
std::string fitted(const std::string& text, std::size_t most) {
  auto surplus = characters_of(text);
  if (surplus <= most) return text;
  surplus -= most - 1;  // room for the ellipsis
  std::size_t cut = 0;
  for (; cut < text.size(); ++cut) {
    if (begins_character(text[cut]) && surplus-- == 0) break;
  }
  return "…" + text.substr(cut);
}

/// Two decimals are a fiftieth of a pixel; without trailing zeros, so that files stay small and readable.
std::string number(double value) {
  std::array<char, 400> digits{};
  auto* end = std::to_chars(digits.data(), digits.data() + digits.size(), value, std::chars_format::fixed, 2).ptr;
  while (*(end - 1) == '0') --end;
  if (*(end - 1) == '.') --end;
  const std::string text(digits.data(), end);
  return text == "-0" ? "0" : text;
}

/// Every cell as a square of pixels: renderers blend neighbours when they enlarge an image, and a cell is a count.
Raster enlarged(const Raster& raster) {
  constexpr std::size_t enough = 1024;  // pixels, about two for each unit of the page
  const auto factor = std::max<std::size_t>(1, enough / std::max(raster.width, raster.height));
  Raster out{raster.width * factor, raster.height * factor, {}};
  out.pixels.reserve(out.width * out.height);
  for (std::size_t row = 0; row < out.height; ++row) {
    for (std::size_t column = 0; column < out.width; ++column) {
      out.pixels.push_back(raster.pixels[row / factor * raster.width + column / factor]);
    }
  }
  return out;
}

/// Draws one plot into a document.
class Writer {
 public:
  explicit Writer(const Plot& plot) : plot_{plot}, root_{document_.append_child("svg")} {
    set(root_, "xmlns", "http://www.w3.org/2000/svg");
    set(root_, "width", number(page_width));
    set(root_, "height", number(page_height));
    set(root_, "viewBox", "0 0 " + number(page_width) + " " + number(page_height));
    set(root_, "font-family", "DejaVu Sans, Verdana, sans-serif");
    set(root_, "font-size", number(label_size));
    set(root_, "fill", ink);
    text(root_.append_child("title"), plot.title);
    auto clip = root_.append_child("defs").append_child("clipPath");
    set(clip, "id", "axes");
    rectangle(clip, left, top, side, side);
  }

  fcs::Result<std::string> write() {
    set(rectangle(root_, 0, 0, page_width, page_height), "fill", "#ffffff");
    headings();
    FCS_CHECK(raster());
    outlines();
    auto frame = rectangle(root_, left, top, side, side);
    set(frame, "fill", "none");
    set(frame, "stroke", ink);
    x_axis();
    y_axis();
    labels();
    message();
    std::ostringstream out;
    document_.save(out, " ", pugi::format_default, pugi::encoding_utf8);
    return std::move(out).str();
  }

 private:
  static void set(pugi::xml_node node, const char* name, const std::string& value) {
    node.append_attribute(name).set_value(value.c_str());
  }
  /// Names come from files: what XML cannot hold is made visible first.
  static void text(pugi::xml_node node, const std::string& content) {
    node.text().set(fcs::printable(content).c_str());
  }
  static pugi::xml_node rectangle(pugi::xml_node parent, double x, double y, double width, double height) {
    auto node = parent.append_child("rect");
    set(node, "x", number(x));
    set(node, "y", number(y));
    set(node, "width", number(width));
    set(node, "height", number(height));
    return node;
  }
  static pugi::xml_node text_at(pugi::xml_node parent, double x, double y, const std::string& content,
                                const char* anchor = "start") {
    auto node = parent.append_child("text");
    set(node, "x", number(x));
    set(node, "y", number(y));
    if (std::string_view{anchor} != "start") set(node, "text-anchor", anchor);
    text(node, content);
    return node;
  }

  [[nodiscard]] double x_of(double position) const { return left + side * share(position, plot_.x.range); }
  [[nodiscard]] double y_of(double position) const { return bottom - side * share(position, plot_.y.range); }
  /// Far outside is as good as further outside, and keeps coordinates that a renderer can hold.
  static double share(double position, gating::AxisRange range) {
    return std::clamp((position - range.low) / (range.high - range.low), -10.0, 10.0);
  }

  void headings() {
    auto title = text_at(root_, left, 26, fitted(plot_.title, 45));
    set(title, "font-weight", "bold");
    set(title, "font-size", "15");
    set(text_at(root_, left, 46, fitted(plot_.subtitle, 58)), "fill", faint);
  }

  fcs::Result<void> raster() {
    FCS_TRY(png, png_of(enlarged(plot_.raster)));
    auto image = root_.append_child("image");
    set(image, "x", number(left));
    set(image, "y", number(top));
    set(image, "width", number(side));
    set(image, "height", number(side));
    set(image, "preserveAspectRatio", "none");
    set(image, "href", "data:image/png;base64," + base64(png));
    return fcs::success();
  }

  void outlines() {
    auto group = root_.append_child("g");
    set(group, "clip-path", "url(#axes)");
    set(group, "fill", "none");
    set(group, "stroke", ink);
    set(group, "stroke-width", "1.5");
    set(group, "stroke-linejoin", "round");
    for (const auto& outline : plot_.outlines) {
      std::string points;
      for (const auto& point : outline.points) {
        points += (points.empty() ? "" : " ") + number(x_of(point.x)) + "," + number(y_of(point.y));
      }
      set(group.append_child("polygon"), "points", points);
    }
  }

  /// Names and percentages, on a halo that keeps them readable over the density.
  void labels() {
    auto group = root_.append_child("g");
    set(group, "stroke", "#ffffff");
    set(group, "stroke-opacity", "0.85");
    set(group, "stroke-width", "4");
    set(group, "stroke-linejoin", "round");
    set(group, "paint-order", "stroke");
    for (const auto& outline : plot_.outlines) {
      const auto name = fitted(outline.name, 46);
      const auto percent = outline.percent ? fmt::format("{:.2f} %", *outline.percent) : "no percentage";
      const auto& label = outline.label;
      const auto [x, anchor] = beside(label, std::max(characters_of(name), characters_of(percent)));
      const double first_line = label.vertical == Anchor::Vertical::top
                                    ? y_of(label.at.y) + label_margin + 0.8 * label_size
                                    : y_of(label.at.y) - label_margin - line_height;
      text_at(group, x, first_line, name, anchor);
      set(text_at(group, x, first_line + line_height, percent, anchor), "font-weight", "bold");
    }
  }

  struct TextPosition {
    double x;
    const char* anchor;
  };
  /// A text that would reach over the left or right edge of the axes begins or ends there instead.
  [[nodiscard]] TextPosition beside(const Anchor& label, std::size_t characters) const {
    using Horizontal = Anchor::Horizontal;
    const double width = 0.7 * label_size * static_cast<double>(characters);  // of bold letters, more than the average
    const double x = x_of(label.at.x);
    const double begin = label.horizontal == Horizontal::left    ? x + label_margin
                         : label.horizontal == Horizontal::right ? x - label_margin - width
                                                                 : x - width / 2;
    if (begin < left + label_margin) return {left + label_margin, "start"};
    if (begin + width > right - label_margin) return {right - label_margin, "end"};
    if (label.horizontal == Horizontal::left) return {begin, "start"};
    if (label.horizontal == Horizontal::right) return {begin + width, "end"};
    return {x, "middle"};
  }

  static void line(pugi::xml_node parent, double x1, double y1, double x2, double y2) {
    auto node = parent.append_child("line");
    set(node, "x1", number(x1));
    set(node, "y1", number(y1));
    set(node, "x2", number(x2));
    set(node, "y2", number(y2));
  }

  void x_axis() {
    auto group = root_.append_child("g");
    set(group, "stroke", ink);
    for (const auto& tick : plot_.x.ticks) {
      const double x = x_of(tick.position);
      line(group, x, bottom, x, bottom + (tick.major ? major_tick : minor_tick));
    }
    for (const auto& tick : plot_.x.ticks) {
      if (!tick.text.empty()) text_at(root_, x_of(tick.position), bottom + 22, tick.text, "middle");
    }
    set(text_at(root_, left + side / 2, bottom + 46, fitted(plot_.x.label, 50), "middle"), "font-size", "15");
  }

  void y_axis() {
    auto group = root_.append_child("g");
    set(group, "stroke", ink);
    for (const auto& tick : plot_.y.ticks) {
      const double y = y_of(tick.position);
      line(group, left, y, left - (tick.major ? major_tick : minor_tick), y);
    }
    for (const auto& tick : plot_.y.ticks) {
      const double middle = 0.35 * label_size;  // from the baseline to half the height of a digit
      if (!tick.text.empty()) text_at(root_, left - 11, y_of(tick.position) + middle, tick.text, "end");
    }
    auto label = text_at(root_, 0, 0, fitted(plot_.y.label, 50), "middle");
    set(label, "font-size", "15");
    set(label, "transform", "translate(20 " + number(top + side / 2) + ") rotate(-90)");
  }

  void message() {
    if (plot_.message.empty()) return;
    set(text_at(root_, right, page_height - 14, plot_.message, "end"), "fill", faint);
  }

  const Plot& plot_;
  pugi::xml_document document_;
  pugi::xml_node root_;
};

}  // namespace

fcs::Result<std::string> svg_of(const Plot& plot) { return Writer{plot}.write(); }

}  // namespace plot
