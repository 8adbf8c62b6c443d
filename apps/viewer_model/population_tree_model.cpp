#include "apps/viewer_model/population_tree_model.h"

#include <algorithm>
#include <cassert>

namespace viewer {
namespace {

QString text_of(const std::string& text) { return QString::fromStdString(text); }
QString no_number() { return QStringLiteral("–"); }

}  // namespace

void PopulationTreeModel::set_populations(const std::vector<gating::Population>& populations) {
  beginResetModel();
  items_.clear();
  has_result_ = false;
  for (const auto& population : populations) {
    Item item{population, {}, 0, {}};
    if (population.parent) {
      auto& siblings = items_[*population.parent].children;
      item.row = static_cast<int>(siblings.size());
      siblings.push_back(items_.size());
    }
    items_.push_back(std::move(item));
  }
  endResetModel();
}

void PopulationTreeModel::set_result(const study::SampleResult& result) {
  assert(result.failure || result.populations.size() == items_.size());
  has_result_ = true;
  for (std::size_t i = 0; i < items_.size(); ++i) {
    items_[i].count = result.failure ? study::PopulationCount{0, result.failure} : result.populations[i];
  }
  emit_numbers_changed();
}

void PopulationTreeModel::clear_result() {
  has_result_ = false;
  emit_numbers_changed();
}

/// One signal for each family of siblings: views ask again only for what they show.
void PopulationTreeModel::emit_numbers_changed() {
  const auto changed = [this](const std::vector<std::size_t>& siblings) {
    if (siblings.empty()) return;
    emit dataChanged(index_of(items_[siblings.front()].population.id, events_column),
                     index_of(items_[siblings.back()].population.id, percent_column));
  };
  if (!items_.empty()) changed({0});
  for (const auto& item : items_) changed(item.children);
}

QModelIndex PopulationTreeModel::index_of(const std::string& population_id, int column) const {
  const auto found = std::ranges::find(items_, population_id, [](const Item& item) { return item.population.id; });
  if (found == items_.end()) return {};
  return createIndex(found->row, column, static_cast<quintptr>(found - items_.begin()));
}

std::string PopulationTreeModel::population_id(const QModelIndex& index) const {
  return index.isValid() ? items_[index.internalId()].population.id : std::string{};
}

QModelIndex PopulationTreeModel::index(int row, int column, const QModelIndex& parent) const {
  if (!hasIndex(row, column, parent)) return {};
  const auto item = parent.isValid() ? items_[parent.internalId()].children[static_cast<std::size_t>(row)] : 0;
  return createIndex(row, column, static_cast<quintptr>(item));
}

QModelIndex PopulationTreeModel::parent(const QModelIndex& index) const {
  if (!index.isValid()) return {};
  const auto parent = items_[index.internalId()].population.parent;
  if (!parent) return {};
  return createIndex(items_[*parent].row, name_column, static_cast<quintptr>(*parent));
}

int PopulationTreeModel::rowCount(const QModelIndex& parent) const {
  if (!parent.isValid()) return items_.empty() ? 0 : 1;
  if (parent.column() != name_column) return 0;
  return static_cast<int>(items_[parent.internalId()].children.size());
}

int PopulationTreeModel::columnCount(const QModelIndex&) const { return column_count; }

QString PopulationTreeModel::tool_tip(const Item& item) const {
  return text_of(has_result_ && item.count.obstacle ? message(*item.count.obstacle) : item.population.path);
}

/// Signs and bare numbers in words, for those who hear a cell without its header.
QString PopulationTreeModel::accessible_text(const QModelIndex& index) const {
  const auto& item = items_[index.internalId()];
  const auto shown = index.data().toString();
  if (index.column() == name_column || shown.isEmpty()) return shown;
  if (!has_result_) return tr("being counted");
  if (item.count.obstacle) return tr("not counted: %1").arg(tool_tip(item));
  if (index.column() == events_column) return tr("%1 events").arg(shown);
  return shown == no_number() ? tr("no percentage: the parent has no events") : tr("%1 % of parent").arg(shown);
}

QVariant PopulationTreeModel::data(const QModelIndex& index, int role) const {
  if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
  const auto& [population, children, row, count] = items_[index.internalId()];
  if (role == population_id_role) return text_of(population.id);
  if (role == count_role) return has_result_ && !count.obstacle ? QVariant{qulonglong{count.count}} : QVariant{};
  if (role == Qt::TextAlignmentRole && index.column() != name_column) {
    return QVariant::fromValue(Qt::Alignment{Qt::AlignRight | Qt::AlignVCenter});
  }
  if (role == Qt::ToolTipRole) return tool_tip(items_[index.internalId()]);
  if (role == Qt::AccessibleTextRole) return accessible_text(index);
  if (role != Qt::DisplayRole) return {};
  if (index.column() == name_column) return text_of(population.name);
  if (!has_result_) return QStringLiteral("…");
  if (count.obstacle) return no_number();
  if (index.column() == events_column) return QString::number(count.count);
  if (!population.parent) return QString{};
  const auto& whole = items_[*population.parent].count;
  if (whole.obstacle || whole.count == 0) return no_number();
  return QString::number(100.0 * static_cast<double>(count.count) / static_cast<double>(whole.count), 'f', 2);
}

QVariant PopulationTreeModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal) return {};
  if (role == Qt::DisplayRole) {
    switch (section) {
      case name_column:
        return tr("Population");
      case events_column:
        return tr("Events");
      case percent_column:
        return tr("% of parent");
      default:
        return {};
    }
  }
  if (role == Qt::TextAlignmentRole && section != name_column) {
    return QVariant::fromValue(Qt::Alignment{Qt::AlignRight | Qt::AlignVCenter});
  }
  return {};
}

}  // namespace viewer
