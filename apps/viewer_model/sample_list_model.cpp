#include "apps/viewer_model/sample_list_model.h"

#include <QStringList>

namespace viewer {
namespace {

QString text_of(const std::string& text) { return QString::fromStdString(text); }

}  // namespace

SampleListModel::SampleListModel(const StudyDocument& document, QObject* parent)
    : QAbstractTableModel{parent}, document_{&document}, rows_(document.manifest().rows.size()) {}

void SampleListModel::set_result(std::size_t sample, const study::SampleResult& result) {
  auto& row = rows_[sample];
  QStringList flags;
  QStringList messages;
  if (result.failure) {
    flags << QStringLiteral("FAILED");
    messages << text_of(message(*result.failure));
  }
  for (const auto& flag : result.flags) {
    if (const auto name = text_of(flag.name); !flags.contains(name)) flags << name;
    messages << text_of(flag.name + ": " + flag.message);
  }
  const auto state = result.failure ? State::failed : State::ready;
  if (row.state == state && row.flags == flags.join(' ') && row.messages == messages.join('\n')) return;
  row = {state, flags.join(' '), messages.join('\n')};
  const auto position = static_cast<int>(sample);
  emit dataChanged(index(position, 0), index(position, column_count - 1));
}

int SampleListModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(rows_.size());
}

int SampleListModel::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : column_count; }

QVariant SampleListModel::data(const QModelIndex& index, int role) const {
  if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
  const auto position = static_cast<std::size_t>(index.row());
  const auto& row = rows_[position];
  const auto& sample = document_->manifest().rows[position];
  if (role == state_role) return static_cast<int>(row.state);
  if (role == Qt::ToolTipRole) return row.messages.isEmpty() ? text_of(sample.file) : row.messages;
  if (role == Qt::AccessibleTextRole && index.column() == flags_column && row.state == State::ready &&
      row.flags.isEmpty()) {
    return tr("no flags");
  }
  if (role != Qt::DisplayRole) return {};
  switch (index.column()) {
    case sample_column:
      return text_of(sample.sample);
    case subject_column:
      return text_of(sample.subject);
    case visit_column:
      return text_of(sample.visit_name);
    case panel_column:
      return text_of(document_->panel(sample.panel).id);
    case flags_column:
      return row.state == State::loading ? tr("loading") : row.flags;
    default:
      return {};
  }
}

QVariant SampleListModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal || role != Qt::DisplayRole) return {};
  switch (section) {
    case sample_column:
      return tr("Sample");
    case subject_column:
      return tr("Patient");
    case visit_column:
      return tr("Visit");
    case panel_column:
      return tr("Panel");
    case flags_column:
      return tr("Flags");
    default:
      return {};
  }
}

}  // namespace viewer
