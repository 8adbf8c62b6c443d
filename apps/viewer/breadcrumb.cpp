#include "apps/viewer/breadcrumb.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>
#include <algorithm>
#include <optional>
#include <vector>

namespace viewer {

Breadcrumb::Breadcrumb(StudySession& session, QWidget* parent)
    : QWidget{parent}, session_{session}, layout_{new QHBoxLayout{this}} {
  layout_->setContentsMargins(0, 0, 0, 0);
  layout_->setSpacing(2);
  setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
  setAccessibleName(tr("Way to the shown population"));
  connect(&session_, &StudySession::shown_changed, this, &Breadcrumb::show_way);
  show_way();
}

void Breadcrumb::show_way() {
  while (auto* item = layout_->takeAt(0)) {
    if (auto* widget = item->widget()) {
      widget->hide();
      widget->deleteLater();  // it may be the button whose click this answers
    }
    delete item;
  }
  if (!session_.sample()) return;
  std::vector<std::size_t> way;
  for (std::optional<std::size_t> at = session_.population(); at; at = session_.populations()[*at].parent) {
    way.push_back(*at);
  }
  std::ranges::reverse(way);
  for (const auto population : way) {
    const auto& shown = session_.populations()[population];
    if (shown.parent) layout_->addWidget(new QLabel{QStringLiteral("›"), this});
    auto* button = new QToolButton{this};
    button->setText(shown.parent ? QString::fromStdString(shown.name) : tr("All events"));
    button->setAccessibleName(tr("Show %1").arg(button->text()));
    button->setAutoRaise(true);
    button->setFocusPolicy(Qt::TabFocus);
    button->setCheckable(true);
    button->setAutoExclusive(true);
    button->setChecked(population == session_.population());
    connect(button, &QToolButton::clicked, this, [this, population] { session_.show_population(population); });
    layout_->addWidget(button);
  }
  layout_->addStretch();
}

}  // namespace viewer
