#include "apps/viewer_model/coordinate_table_model.h"

#include <algorithm>
#include <cassert>
#include <charconv>
#include <cmath>
#include <string_view>
#include <utility>

#include <fmt/format.h>

namespace viewer {
namespace {

/// @return none for what is no finite number
std::optional<double> number(std::string_view text) {
  if (text.starts_with('+') && !text.starts_with("+-")) text.remove_prefix(1);
  double value = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (problem != std::errc{} || end != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
  return value;
}

}  // namespace

CoordinateTableModel::CoordinateTableModel(StudyDocument& document, QObject* parent)
    : QAbstractTableModel{parent}, document_{&document} {
  connect(document_, &StudyDocument::gate_changed, this, [this](std::size_t panel, const QString& gate) {
    if (panel != panel_ || gate.toStdString() != gate_ || coordinates_.empty()) return;
    coordinates_ = coordinates(shown_gate());
    emit dataChanged(index(0, scale_column), index(rowCount() - 1, data_column));
  });
}

void CoordinateTableModel::show(std::size_t panel, std::optional<std::string> gate) {
  beginResetModel();
  panel_ = panel;
  gate_ = std::move(gate);
  coordinates_ = gate_ ? coordinates(shown_gate()) : std::vector<GateCoordinate>{};
  endResetModel();
}

const gating::Gate& CoordinateTableModel::shown_gate() const {
  const auto found = std::ranges::find(document_->strategy(panel_).gates, *gate_, &gating::GateNode::id);
  assert(found != document_->strategy(panel_).gates.end());
  return found->gate;
}

const gating::Transformation* CoordinateTableModel::transformation(const GateCoordinate& coordinate) const {
  const auto& id = coordinate.dimension.transformation;
  return id ? &document_->strategy(panel_).transformations.at(*id) : nullptr;
}

double CoordinateTableModel::value(const QModelIndex& index) const {
  const auto& coordinate = coordinates_[static_cast<std::size_t>(index.row())];
  const auto* scale = index.column() == data_column ? transformation(coordinate) : nullptr;
  return scale != nullptr ? scale->inverse(coordinate.value) : coordinate.value;
}

int CoordinateTableModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(coordinates_.size());
}

int CoordinateTableModel::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : column_count; }

QVariant CoordinateTableModel::data(const QModelIndex& index, int role) const {
  if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
  const auto& coordinate = coordinates_[static_cast<std::size_t>(index.row())];
  if (index.column() == what_column) {
    return role == Qt::DisplayRole ? QString::fromStdString(coordinate.what) : QVariant{};
  }
  if (role == Qt::TextAlignmentRole) return static_cast<int>(Qt::AlignRight | Qt::AlignVCenter);
  if (role != Qt::DisplayRole && role != Qt::EditRole) return {};
  if (!std::isfinite(coordinate.value)) return QString{};
  return QString::fromStdString(role == Qt::EditRole ? fmt::format("{}", value(index))
                                                     : fmt::format("{:.7g}", value(index)));
}

QVariant CoordinateTableModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal || role != Qt::DisplayRole) return {};
  switch (section) {
    case what_column:
      return tr("Coordinate");
    case scale_column:
      return tr("Scale units");
    case data_column:
      return tr("Data units");
    default:
      return {};
  }
}

Qt::ItemFlags CoordinateTableModel::flags(const QModelIndex& index) const {
  const auto flags = QAbstractTableModel::flags(index);
  return index.isValid() && index.column() != what_column ? flags | Qt::ItemIsEditable : flags;
}

bool CoordinateTableModel::setData(const QModelIndex& index, const QVariant& value, int role) {
  if (role != Qt::EditRole || !flags(index).testFlag(Qt::ItemIsEditable)) return false;
  const auto text = value.toString().trimmed();
  if (text == data(index, Qt::EditRole).toString()) return true;  // data units and back would change the last digits
  const auto edited = edit(index, text.toStdString());
  if (edited.has_error()) emit edit_refused(QString::fromStdString(fcs::message(edited.error())));
  return edited.has_value();
}

fcs::Result<double> CoordinateTableModel::scale_value(const QModelIndex& index, const std::string& text) const {
  const auto row = static_cast<std::size_t>(index.row());
  const auto& coordinate = coordinates_[row];
  const auto refuse = [&](const char* expected) {
    return fcs::Error{fcs::Code::bad_number, {{}, coordinate.what, {}}, expected, text.empty() ? "nothing" : text};
  };
  if (const auto infinity = no_limit(shown_gate(), row); infinity && text.empty()) return *infinity;
  const auto typed = number(text);
  if (!typed) return refuse("a finite number with a decimal point");
  const auto* scale = index.column() == data_column ? transformation(coordinate) : nullptr;
  if (scale == nullptr) return *typed;
  const double place = (*scale)(*typed);
  if (!std::isfinite(place)) return refuse("a value that the axis has a place for");
  return place;
}

fcs::Result<void> CoordinateTableModel::edit(const QModelIndex& index, const std::string& text) {
  FCS_TRY(value, scale_value(index, text));
  const auto row = static_cast<std::size_t>(index.row());
  const auto what =
      tr("Set %1 of %2").arg(QString::fromStdString(coordinates_[row].what), QString::fromStdString(*gate_));
  return document_->edit_gate(panel_, *gate_, with_coordinate(shown_gate(), row, value), document_->next_drag(), what);
}

}  // namespace viewer
