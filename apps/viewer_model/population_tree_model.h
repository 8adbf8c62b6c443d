#pragma once

#include <QAbstractItemModel>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "gating/strategy.h"
#include "study/results.h"

namespace viewer {

/// The populations of a strategy as a tree, with what one sample says of each. Callers ask by the population's id.
class PopulationTreeModel : public QAbstractItemModel {
  Q_OBJECT

 public:
  enum Column { name_column, events_column, percent_column, column_count };
  enum Role { population_id_role = Qt::UserRole, count_role };  ///< QString; qulonglong, invalid where there is none

  using QAbstractItemModel::QAbstractItemModel;

  /// Another strategy: resets the model. @param populations  of gating::populations()
  void set_populations(const std::vector<gating::Population>& populations);
  /// Numbers of one sample: count and % of parent; a dash with the reason as tooltip for what cannot be evaluated,
  /// which is everything where the sample failed. Qt::AccessibleTextRole says in words what a cell shows.
  void set_result(const study::SampleResult& result);
  /// No numbers yet: every cell shows an ellipsis.
  void clear_result();

  [[nodiscard]] QModelIndex index_of(const std::string& population_id, int column = name_column) const;
  /// Empty for an invalid index.
  [[nodiscard]] std::string population_id(const QModelIndex& index) const;

  [[nodiscard]] QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
  [[nodiscard]] QModelIndex parent(const QModelIndex& index) const override;
  [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
  [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
  [[nodiscard]] QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
  [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

 private:
  struct Item {
    gating::Population population;
    std::vector<std::size_t> children;  ///< positions of items
    int row = 0;                        ///< among its siblings
    study::PopulationCount count;
  };
  [[nodiscard]] QString tool_tip(const Item& item) const;
  [[nodiscard]] QString accessible_text(const QModelIndex& index) const;
  void emit_numbers_changed();

  std::vector<Item> items_;  ///< in the order of gating::populations(): the first is root
  bool has_result_ = false;
};

}  // namespace viewer
