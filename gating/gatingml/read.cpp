#include "gating/gatingml/read.h"

#include <iterator>
#include <utility>

#include "fcs/base/input_file.h"
#include "gating/gatingml/detail/document_reader.h"
#include "gating/gatingml/detail/xml.h"

namespace gating::gatingml {

using fcs::Result;

Result<Document> read(std::string_view xml, const std::string& file) {
  FCS_TRY(source, detail::XmlFile::parse(xml, file));
  const auto root = source->root();
  FCS_CHECK(detail::check_root(root));
  auto reading = detail::read_document(root);
  if (reading.errors.empty()) return Document{std::move(reading.strategy), std::move(reading.findings)};
  auto first = std::move(reading.errors.front());
  first.further.assign(std::make_move_iterator(std::next(reading.errors.begin())),
                       std::make_move_iterator(reading.errors.end()));
  return first;
}

Result<Document> read_file(const std::filesystem::path& file) {
  FCS_TRY(xml, fcs::read_whole(file));
  return read(xml, file.string());
}

}  // namespace gating::gatingml
