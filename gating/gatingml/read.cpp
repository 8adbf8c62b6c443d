#include "gating/gatingml/read.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "fcs/base/input_file.h"
#include "gating/gatingml/detail/cytobank.h"
#include "gating/gatingml/detail/document_reader.h"
#include "gating/gatingml/detail/floreada.h"
#include "gating/gatingml/detail/xml.h"

namespace gating::gatingml {

using fcs::Result;

Result<Document> read(std::string_view xml, const std::string& file) {
  FCS_TRY(source, detail::XmlFile::parse(xml, file));
  const auto root = source->root();
  FCS_CHECK(detail::check_root(root));
  auto reading = detail::read_document(root);
  if (reading.errors.empty()) {
    Document document{std::move(reading.strategy), std::move(reading.findings)};
    if (detail::is_cytobank(root)) return detail::as_cytobank_means(root, std::move(document));
    if (detail::is_floreada_document(root)) return detail::as_floreada_means(root, std::move(document));
    return document;
  }
  auto first = std::move(reading.errors.front());
  first.further.assign(std::make_move_iterator(std::next(reading.errors.begin())),
                       std::make_move_iterator(reading.errors.end()));
  return first;
}

Strategy strategy_for(const Strategy& strategy, const std::vector<TailoredGate>& tailored,
                      const std::filesystem::path& fcs_file) {
  auto out = strategy;
  const auto name = fcs_file.filename().string();
  for (const auto& one : tailored) {
    if (one.file != name) continue;
    const auto node = std::ranges::find(out.gates, one.gate.id, &GateNode::id);
    if (node != out.gates.end()) *node = one.gate;
  }
  return out;
}

Result<Document> read_file(const std::filesystem::path& file) {
  FCS_TRY(xml, fcs::read_whole(file));
  return read(xml, file.string());
}

}  // namespace gating::gatingml
