#include <QApplication>
#include <cstdio>

#include "apps/viewer/main_window.h"
#include "apps/viewer/screenshot.h"
#include "apps/viewer/words.h"

namespace {

using viewer::Exit;

void print(std::FILE* stream, const QString& text) {
  std::fputs((text + QLatin1Char('\n')).toUtf8().constData(), stream);
}

bool has_display() {
  return !qEnvironmentVariableIsEmpty("DISPLAY") || !qEnvironmentVariableIsEmpty("WAYLAND_DISPLAY");
}

QStringList words_of(int count, char** arguments) {
  QStringList words;
  for (int i = 0; i < count; ++i) words += QString::fromLocal8Bit(arguments[i]);
  return words;
}

}  // namespace

int main(int count, char** arguments) {
  const auto parsed = viewer::parse_words(words_of(count, arguments));
  if (const auto* answer = std::get_if<viewer::Answer>(&parsed)) {
    print(answer->exit == Exit::done ? stdout : stderr, answer->text);
    return static_cast<int>(answer->exit);
  }
  const auto& words = std::get<viewer::Words>(parsed);
  const bool is_screenshot = !words.screenshot.empty();
  if (is_screenshot && !has_display() && qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM")) {
    qputenv("QT_QPA_PLATFORM", "offscreen");
  }

  QApplication application{count, arguments};
  QApplication::setApplicationName(QStringLiteral("cytogate-viewer"));
  viewer::MainWindow window;
  viewer::Screenshot screenshot{window, words};
  if (is_screenshot) {
    QObject::connect(&screenshot, &viewer::Screenshot::done, &application, [](Exit exit, const QString& message) {
      if (!message.isEmpty()) print(stderr, QStringLiteral("cytogate-viewer: ") + message);
      QApplication::exit(static_cast<int>(exit));
    });
  }
  if (!is_screenshot) window.show();
  if (!words.study.empty() || !words.files.empty()) {
    const auto& named = words.files.empty() ? words.study : words.files.front();
    window.open(QString::fromStdString(named.string()), [words] { return viewer::read_study_of(words); });
  } else if (is_screenshot) {
    QMetaObject::invokeMethod(&screenshot, &viewer::Screenshot::take, Qt::QueuedConnection);
  }
  return QApplication::exec();
}
