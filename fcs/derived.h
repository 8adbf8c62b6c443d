#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "fcs/findings.h"
#include "fcs/reader.h"
#include "fcs/writer.h"

namespace fcs {

enum class DerivedValues : std::uint8_t {
  stored,      ///< as the file has them: integers of their width, floats of theirs
  scale,       ///< after $PnE, $PnG and $TIMESTEP
  compensated  ///< scale values after the data set's matrix
};

/// What of a data set goes into a new one.
struct Derivation {
  std::vector<ChannelIndex> channels;  ///< in the order of the new data set
  DerivedValues values = DerivedValues::stored;
  bool all_events = true;
  std::optional<Version> version;  ///< none: FCS 3.1, and 3.2 only where channels differ in their data types
  std::string modified;            ///< $LAST_MODIFIED: dd-mmm-yyyy hh:mm:ss
  std::string modifier;            ///< $LAST_MODIFIER
};

/// What a data set made of another one says of itself. Scale and compensated values are float32 where that holds every
/// one exactly (float32 as they are, integers up to 24 bits without a scale), and float64 else.
/// Keywords of channels ($P3V, P3DISPLAY) follow their channels to new numbers; what is no longer true is left out:
/// index-sort places of a part of the events, regions and peaks of a part of the channels, a matrix that has been
/// applied (CYTOGATE COMPENSATED then holds it) or lacks a detector.
/// @return and a note for all that a user should know to be left out
[[nodiscard]] WithFindings<WrittenSample> derived_sample(const Sample& sample, const Derivation& derivation);

}  // namespace fcs
