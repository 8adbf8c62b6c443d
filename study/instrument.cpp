#include "study/instrument.h"

#include <string_view>

#include "study/table.h"

namespace study {

panels::Instrument instrument_of(const fcs::Sample& sample) {
  const auto text = [&sample](std::string_view keyword) {
    return std::string{trimmed_cell(sample.keywords.value(keyword).value_or(""))};
  };
  return {text("$CYT"), text("$CYTSN")};
}

}  // namespace study
