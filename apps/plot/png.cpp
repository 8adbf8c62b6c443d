#include "apps/plot/png.h"

#include <cassert>

#include <png.h>

namespace plot {

fcs::Result<std::string> png_of(const Raster& raster) {
  static_assert(sizeof(Colour) == 4, "pixels are handed to libpng as they are");
  assert(raster.pixels.size() == raster.width * raster.height);
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  image.format = PNG_FORMAT_RGBA;
  image.width = static_cast<png_uint_32>(raster.width);
  image.height = static_cast<png_uint_32>(raster.height);

  const auto write = [&](void* memory, png_alloc_size_t* size) {
    return png_image_write_to_memory(&image, memory, size, 0, raster.pixels.data(), 0, nullptr) != 0;
  };
  png_alloc_size_t size = 0;
  std::string out;
  if (write(nullptr, &size)) {
    out.resize(size);
    if (write(out.data(), &size)) return out;
  }
  return fcs::Error{fcs::Code::internal, {{}, "density raster", {}}, "a PNG", image.message};
}

}  // namespace plot
