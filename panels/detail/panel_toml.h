#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "fcs/base/error.h"
#include "fcs/base/result.h"
#include "panels/panel.h"

namespace panels::detail {

/// panel.toml as a value, before its strategy is read, with the places of what only the strategy can confirm.
struct PanelDocument {
  struct EndpointPlaces {
    fcs::Place population;
    fcs::Place of;
  };
  struct ThresholdPlaces {
    fcs::Place gate;
    fcs::Place dimension;
  };
  struct ReferencePlaces {
    fcs::Place marker;
    fcs::Place population;
    fcs::Place without;
  };
  Panel panel;           ///< strategy, strategy_file and strategy_text are still empty
  std::string strategy;  ///< as written: relative to the document
  fcs::Place strategy_place;
  std::vector<EndpointPlaces> endpoints;    ///< one an endpoint
  std::vector<ThresholdPlaces> thresholds;  ///< one a threshold
  std::vector<ReferencePlaces> references;  ///< one a reference
  std::vector<fcs::Finding> findings;       ///< unknown keys
};

/// @param file  how messages call the document
/// @error Code::bad_toml, missing_key, bad_value, duplicate_id
[[nodiscard]] fcs::Result<PanelDocument> parse_panel(std::string_view toml, const std::string& file);

}  // namespace panels::detail
