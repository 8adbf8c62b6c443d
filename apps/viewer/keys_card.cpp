#include "apps/viewer/keys_card.h"

#include <QDialogButtonBox>
#include <QGridLayout>
#include <QLabel>
#include <array>
#include <utility>

namespace viewer {
namespace {

constexpr auto lines = std::to_array<std::pair<const char*, const char*>>({
    {"Left, Right", "previous, next sample, on the same axes (with a gate selected: nudge it)"},
    {"Up, Down", "parent, first child (with a gate selected: nudge it)"},
    {"Alt+arrows", "the same steps from anywhere in the window"},
    {"Double-click in a gate", "go into its population"},
    {"Backspace", "up to the parent"},
    {"Drag", "move a gate, a corner, a side, a divider"},
    {"Tab", "select the next gate; after the last one, the next part of the window"},
    {"Arrows", "nudge the selected gate by a pixel; with Shift by ten"},
    {"Esc", "give up the drag; let go of the selected gate"},
    {"Ctrl+Z, Ctrl+Shift+Z", "undo, redo"},
    {"Ctrl+S", "save the gates"},
    {"Ctrl+O", "open a study"},
    {"F1", "this card"},
});

}  // namespace

KeysCard::KeysCard(QWidget* parent) : QDialog{parent} {
  setWindowTitle(tr("Keys"));
  auto* grid = new QGridLayout{this};
  grid->setHorizontalSpacing(24);
  int row = 0;
  for (const auto& [key, what] : lines) {
    auto* name = new QLabel{QStringLiteral("<b>%1</b>").arg(tr(key).toHtmlEscaped())};
    grid->addWidget(name, row, 0);
    grid->addWidget(new QLabel{tr(what)}, row++, 1);
  }
  auto* buttons = new QDialogButtonBox{QDialogButtonBox::Close};
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
  grid->addWidget(buttons, row, 0, 1, 2);
}

}  // namespace viewer
