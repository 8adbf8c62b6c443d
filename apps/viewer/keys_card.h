#pragma once

#include <QDialog>

namespace viewer {

/// Every key and gesture, on one card.
class KeysCard : public QDialog {
  Q_OBJECT

 public:
  explicit KeysCard(QWidget* parent = nullptr);
};

}  // namespace viewer
