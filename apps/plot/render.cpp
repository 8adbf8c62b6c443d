#include "apps/plot/render.h"

#include <filesystem>
#include <system_error>

#include <dlfcn.h>

#include "apps/plot/renderer.h"

namespace plot {
namespace {

/// Beside the program, built or installed: <prefix>/bin/cytogate and <prefix>/lib/cytogate/cytogate_renderer.so.
fcs::Result<const Renderer*> load() {
  std::error_code unknown;
  const auto program = std::filesystem::read_symlink("/proc/self/exe", unknown);
  const auto module = (program.parent_path().parent_path() / "lib" / "cytogate" / "cytogate_renderer.so").string();
  // Never closed: librsvg does not support being unloaded.
  void* opened = ::dlopen(module.c_str(), RTLD_NOW | RTLD_LOCAL);
  const void* renderer = opened == nullptr ? nullptr : ::dlsym(opened, "cytogate_renderer");
  if (renderer == nullptr) {
    const char* reason = ::dlerror();
    return fcs::Error{fcs::Code::cannot_open,
                      {module, "", {}},
                      "the part of cytogate that draws PNG and PDF",
                      reason == nullptr ? "no reason" : reason};
  }
  return static_cast<const Renderer*>(renderer);
}

const fcs::Result<const Renderer*>& renderer() {
  static const auto loaded = load();
  return loaded;
}

}  // namespace

fcs::Result<std::string> render_png(std::string_view svg, double pixels_per_unit) {
  FCS_TRY(loaded, renderer());
  return loaded->png(svg, pixels_per_unit);
}

fcs::Result<std::string> render_pdf(std::string_view svg) {
  FCS_TRY(loaded, renderer());
  return loaded->pdf(svg);
}

}  // namespace plot
