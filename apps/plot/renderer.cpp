// The module that apps/plot/render.cpp loads: all that needs librsvg and cairo.

#include "apps/plot/renderer.h"

#include <cmath>
#include <memory>

#include <cairo-pdf.h>
#include <cairo.h>
#include <librsvg/rsvg.h>

namespace plot {
namespace {

struct Release {
  void operator()(RsvgHandle* handle) const { g_object_unref(handle); }
  void operator()(GError* error) const { g_error_free(error); }
  void operator()(cairo_surface_t* surface) const { cairo_surface_destroy(surface); }
  void operator()(cairo_t* context) const { cairo_destroy(context); }
};
template <class T>
using Owned = std::unique_ptr<T, Release>;

fcs::Error failure(std::string found) {
  return {fcs::Code::internal, {{}, "picture", {}}, "an SVG that can be drawn", std::move(found)};
}
fcs::Error failure(GError* error) {
  const Owned<GError> owned{error};
  return failure(owned ? owned->message : "no reason");
}

struct Drawing {
  Owned<RsvgHandle> handle;
  double width = 0, height = 0;  ///< SVG units
};

fcs::Result<Drawing> parse(std::string_view svg) {
  GError* error = nullptr;
  Drawing drawing;
  drawing.handle.reset(rsvg_handle_new_from_data(reinterpret_cast<const guint8*>(svg.data()), svg.size(), &error));
  if (!drawing.handle) return failure(error);
  if (rsvg_handle_get_intrinsic_size_in_pixels(drawing.handle.get(), &drawing.width, &drawing.height) == 0) {
    return failure("no width and height");
  }
  return fcs::Result<Drawing>{std::move(drawing)};
}

fcs::Result<void> draw(const Drawing& drawing, cairo_surface_t* surface, double pixels_per_unit) {
  const Owned<cairo_t> context{cairo_create(surface)};
  cairo_scale(context.get(), pixels_per_unit, pixels_per_unit);
  const RsvgRectangle page{0, 0, drawing.width, drawing.height};
  GError* error = nullptr;
  if (rsvg_handle_render_document(drawing.handle.get(), context.get(), &page, &error) == 0) return failure(error);
  if (const auto status = cairo_status(context.get()); status != CAIRO_STATUS_SUCCESS) {
    return failure(cairo_status_to_string(status));
  }
  return fcs::success();
}

cairo_status_t append(void* out, const unsigned char* bytes, unsigned int size) {
  static_cast<std::string*>(out)->append(reinterpret_cast<const char*>(bytes), size);
  return CAIRO_STATUS_SUCCESS;
}

fcs::Result<std::string> render_png(std::string_view svg, double pixels_per_unit) {
  FCS_TRY(drawing, parse(svg));
  const auto pixels = [&](double units) { return static_cast<int>(std::ceil(units * pixels_per_unit)); };
  const Owned<cairo_surface_t> surface{
      cairo_image_surface_create(CAIRO_FORMAT_ARGB32, pixels(drawing.width), pixels(drawing.height))};
  FCS_CHECK(draw(drawing, surface.get(), pixels_per_unit));
  std::string out;
  if (const auto status = cairo_surface_write_to_png_stream(surface.get(), append, &out);
      status != CAIRO_STATUS_SUCCESS) {
    return failure(cairo_status_to_string(status));
  }
  return out;
}

fcs::Result<std::string> render_pdf(std::string_view svg) {
  FCS_TRY(drawing, parse(svg));
  constexpr double points_per_unit = 0.75;  // 96 units and 72 points an inch
  std::string out;
  const Owned<cairo_surface_t> surface{cairo_pdf_surface_create_for_stream(
      append, &out, drawing.width * points_per_unit, drawing.height * points_per_unit)};
  // The same inputs give the same bytes: not the time of the day.
  cairo_pdf_surface_set_metadata(surface.get(), CAIRO_PDF_METADATA_CREATE_DATE, "1970-01-01T00:00:00Z");
  FCS_CHECK(draw(drawing, surface.get(), points_per_unit));
  cairo_surface_finish(surface.get());
  if (const auto status = cairo_surface_status(surface.get()); status != CAIRO_STATUS_SUCCESS) {
    return failure(cairo_status_to_string(status));
  }
  return out;
}

}  // namespace
}  // namespace plot

const plot::Renderer cytogate_renderer{plot::render_png, plot::render_pdf};
