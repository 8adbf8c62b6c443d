#include "apps/cli/output.h"

#include <ostream>

#include "fcs/base/output_file.h"

namespace cli {

fcs::Result<void> write_output(const std::filesystem::path& file, std::string_view text, std::ostream& table) {
  if (file.empty()) {
    table << text;
    return fcs::success();
  }
  FCS_TRY(out, fcs::OutputFile::create(file));
  FCS_CHECK(out.write(text));
  return out.commit();
}

fcs::Result<void> refuse_input(const std::filesystem::path& output, std::span<const std::filesystem::path> inputs) {
  for (const auto& input : inputs) {
    std::error_code ignored;
    if (!output.empty() && std::filesystem::equivalent(output, input, ignored)) {
      return fcs::Error{
          fcs::Code::bad_usage, {output.string(), "output", {}}, "a file that is not an input", input.string()};
    }
  }
  return fcs::success();
}

}  // namespace cli
