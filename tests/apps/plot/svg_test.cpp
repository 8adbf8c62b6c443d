#include "apps/plot/svg.h"

#include <set>
#include <thread>

#include <gtest/gtest.h>
#include <png.h>
#include <pugixml.hpp>

#include "apps/plot/colour.h"
#include "apps/plot/render.h"

namespace {

plot::Plot small_plot() {
  gating::Density density{{0, 1}, {0, 1}, 4, 4};
  density.add(std::vector{0.1, 0.6}, std::vector{0.1, 0.9}, std::vector<std::uint64_t>{3});
  plot::Plot out;
  out.title = "Live/CD8+";
  out.subtitle = "a.fcs, 2 events";
  out.x = {"HLA-DR :: APC-A", {0, 1}, {{0.5, "10³", true}, {0.75, "", false}}};
  out.y = {"CD38 :: PE-A", {0, 1}, {{0.25, "0", true}}};
  out.raster = plot::coloured(density);
  out.outlines = {{"HLA-DR+", 12.345, {{0.5, 0}, {1, 0}, {1, 1}, {0.5, 1}}, {{1, 1}}}};
  return out;
}

pugi::xml_document parsed(const std::string& svg) {
  pugi::xml_document document;
  const auto result = document.load_buffer(svg.data(), svg.size());
  EXPECT_TRUE(result) << result.description();
  return document;
}

std::multiset<std::string> texts_of(const std::string& svg) {
  std::multiset<std::string> out;
  for (const auto& found : parsed(svg).select_nodes("//text")) out.insert(found.node().text().get());
  return out;
}

struct Pixels {
  std::size_t width = 0, height = 0;
  std::vector<plot::Colour> colours;
};

Pixels decoded(const std::string& bytes) {
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  EXPECT_NE(png_image_begin_read_from_memory(&image, bytes.data(), bytes.size()), 0) << image.message;
  image.format = PNG_FORMAT_RGBA;
  Pixels out{image.width, image.height, std::vector<plot::Colour>(std::size_t{image.width} * image.height)};
  EXPECT_NE(png_image_finish_read(&image, nullptr, out.colours.data(), 0, nullptr), 0) << image.message;
  return out;
}

TEST(Svg, HoldsEveryTextAsText) {
  const auto texts = texts_of(plot::svg_of(small_plot()).value());
  EXPECT_EQ(texts, (std::multiset<std::string>{"Live/CD8+", "a.fcs, 2 events", "HLA-DR :: APC-A", "CD38 :: PE-A", "10³",
                                               "0", "HLA-DR+", "12.35 %"}));
}
TEST(Svg, MapsScaleUnitsToTheSquareOfTheAxes) {
  const auto document = parsed(plot::svg_of(small_plot()).value());
  // The square: x from 76 to 536, y from 518 up to 58; half of x is 306.
  EXPECT_STREQ(document.select_node("//polygon").node().attribute("points").value(), "306,518 536,518 536,58 306,58");
}
TEST(Svg, KeepsTheLabelOfAGateWithinTheAxes) {
  // The label stands in the middle of the gate, unless it would then reach over an edge: at 76 and 536 units.
  struct Row {
    double position;
    const char *x, *anchor;
  };
  for (const auto& row : {Row{0.02, "83", "start"}, Row{0.5, "306", "middle"}, Row{0.98, "529", "end"}}) {
    auto plot = small_plot();
    plot.outlines.front().label = {{row.position, 0.5}, plot::Anchor::Horizontal::centre, plot::Anchor::Vertical::top};
    const auto document = parsed(plot::svg_of(plot).value());
    const auto label = document.select_node("//text[text() = 'HLA-DR+']").node();
    EXPECT_STREQ(label.attribute("x").value(), row.x);
    EXPECT_STREQ(label.attribute("text-anchor").as_string("start"), row.anchor);
  }
}
TEST(Svg, KeepsTheEndOfALongGateName) {
  auto plot = small_plot();
  plot.outlines.front().name = std::string(100, 'a') + "CD8+";
  EXPECT_TRUE(texts_of(plot::svg_of(plot).value()).contains("…" + std::string(41, 'a') + "CD8+")) << "46 characters";
}
TEST(Svg, EscapesNamesAndShowsWhatXmlCannotHold) {
  auto plot = small_plot();
  plot.title = "<CD8> & \"x\"\x01";
  plot.outlines.front().name = "a</text><script/>";
  const auto svg = plot::svg_of(plot).value();
  const auto texts = texts_of(svg);
  EXPECT_TRUE(texts.contains("<CD8> & \"x\"\\x01"));
  EXPECT_TRUE(texts.contains("a</text><script/>"));
  EXPECT_FALSE(parsed(svg).select_node("//script"));
}
TEST(Svg, KeepsTheEndOfALongTitle) {
  auto plot = small_plot();
  plot.title = std::string(100, 'a') + "/CD8⁺";
  const auto texts = texts_of(plot::svg_of(plot).value());
  EXPECT_TRUE(texts.contains("…" + std::string(39, 'a') + "/CD8⁺")) << "45 characters";
}
TEST(Svg, KeepsCoordinatesThatARendererCanHold) {
  auto plot = small_plot();
  plot.outlines.front().points[0].x = 1e300;
  const auto points =
      std::string{parsed(plot::svg_of(plot).value()).select_node("//polygon").node().attribute("points").value()};
  EXPECT_TRUE(points.starts_with("4676,518 ")) << points;  // 76 + 10 * 460
}
TEST(Render, DrawsThePictureInTwoPixelsAUnit) {
  const auto picture = decoded(plot::render_png(plot::svg_of(small_plot()).value()).value());
  EXPECT_EQ(picture.width, 1120U);
  EXPECT_EQ(picture.height, 1200U);
  const auto at = [&](std::size_t x, std::size_t y) { return picture.colours[y * picture.width + x]; };
  EXPECT_EQ(at(2, 2), (plot::Colour{255, 255, 255}));
  // The cell of (0.1, 0.1) is the lowest left sixteenth of the square, and its middle is at (133.5, 460.5) units.
  EXPECT_EQ(at(267, 921), plot::density_colour(0));
}
TEST(Render, HasAFontToDrawTextWith) {
  const auto ink = [](const char* letter) {
    const auto picture =
        decoded(plot::render_png(std::string{"<svg xmlns='http://www.w3.org/2000/svg' width='50' height='50'>"
                                             "<text x='5' y='40' font-family='DejaVu Sans' font-size='30'>"} +
                                 letter + "</text></svg>")
                    .value());
    std::size_t out = 0;
    for (const auto& colour : picture.colours) out += colour.alpha;
    return out;
  };
  EXPECT_GT(ink("i"), 0U);
  EXPECT_GT(ink("W"), 2 * ink("i")) << "without a font every letter is the same box, or nothing";
}
TEST(Render, GivesTheSameBytesAtAnotherTime) {
  const auto svg = plot::svg_of(small_plot()).value();
  const auto pdf = plot::render_pdf(svg).value();
  const auto png = plot::render_png(svg).value();
  EXPECT_TRUE(pdf.starts_with("%PDF-"));
  std::this_thread::sleep_for(std::chrono::milliseconds{1100});  // a PDF file's times are whole seconds
  EXPECT_EQ(plot::render_pdf(svg).value(), pdf);
  EXPECT_EQ(plot::render_png(svg).value(), png);
}
TEST(Render, RefusesWhatIsNoSvg) {
  EXPECT_TRUE(plot::render_png("<svg").has_error());
  EXPECT_TRUE(plot::render_pdf("").has_error());
}

}  // namespace
