#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "fcs/base/result.h"
#include "gating/strategy.h"

namespace gating::gatingml {

/// A gate in the shape that it has in one FCS file only.
struct TailoredGate {
  std::string file;  ///< name of the FCS file, without folders
  GateNode gate;     ///< stands for the gate of the strategy that has its id
};

struct Document {
  Strategy strategy;
  std::vector<fcs::Finding>
      findings;  ///< what was tolerated: a covariance that is not symmetric, a repeated dimension, ...
  std::vector<TailoredGate> tailored{};  ///< none in a document that keeps to the standard
};

/// The strategy for one FCS file: with the shapes of the gates that are tailored for a file of this name.
[[nodiscard]] Strategy strategy_for(const Strategy& strategy, const std::vector<TailoredGate>& tailored,
                                    const std::filesystem::path& fcs_file);

/// Reads a Gating-ML 2.0 document. Elements and attributes are matched by namespace URI; unprefixed attributes are
/// accepted; forward references are legal. Display names come from custom_info/name in the namespace
/// urn:cytogate:gating-ml. Cytobank's and Floreada's documents are known by what they hold, and read as those programs
/// mean them: each decision is a finding (Code::other_dialect).
/// @param file  how messages call the document
/// Everything that is wrong is found in one pass: the error carries the rest, in the order of the document, in
/// `further`.
/// @error Code::bad_xml, not_gating_ml, unsupported_gating_ml (1.5, by name), and with line and column: bad_attribute,
/// missing_element,
///        bad_number, duplicate_id, dangling_reference, cyclic_reference, bad_transformation, bad_gate, bad_matrix,
///        bad_name
/// Source: Gating-ML 2.0 (ISAC), sections 4 to 6.
[[nodiscard]] fcs::Result<Document> read(std::string_view xml, const std::string& file);

[[nodiscard]] fcs::Result<Document> read_file(const std::filesystem::path& file);

}  // namespace gating::gatingml
