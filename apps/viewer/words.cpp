#include "apps/viewer/words.h"

#include <QCommandLineParser>
#include <QCoreApplication>

namespace viewer {
namespace {

std::filesystem::path path_of(const QString& text) { return text.toStdString(); }

}  // namespace

std::variant<Words, Answer> parse_words(const QStringList& arguments) {
  QCommandLineParser parser;
  parser.setApplicationDescription(QStringLiteral(
      "Shows the samples of a study, their populations and gates; gates are dragged, and every number follows."));
  parser.addPositionalArgument(QStringLiteral("STUDY | FILE..."),
                               QStringLiteral("A study: its folder or its study.toml. Or FCS files, with --strategy."),
                               QStringLiteral("[STUDY | FILE...]"));
  const QCommandLineOption help{{QStringLiteral("h"), QStringLiteral("help")}, QStringLiteral("Print this and exit.")};
  const QCommandLineOption version{QStringLiteral("version"), QStringLiteral("Print the version and exit.")};
  const QCommandLineOption strategy{QStringLiteral("strategy"), QStringLiteral("Gating-ML 2.0 document."),
                                    QStringLiteral("S")};
  const QCommandLineOption panel{
      QStringLiteral("panel"), QStringLiteral("Panel whose markers the strategy names: a built-in id or a panel.toml."),
      QStringLiteral("P")};
  const QCommandLineOption screenshot{QStringLiteral("screenshot"),
                                      QStringLiteral("Write a picture of the window once everything is computed, and "
                                                     "exit. Needs no display."),
                                      QStringLiteral("OUT.png")};
  const QCommandLineOption sample{QStringLiteral("sample"), QStringLiteral("Sample of the screenshot."),
                                  QStringLiteral("S")};
  const QCommandLineOption population{QStringLiteral("population"),
                                      QStringLiteral("Population of the screenshot: its id, its path, or the end of "
                                                     "its path."),
                                      QStringLiteral("P")};
  parser.addOptions({help, version, strategy, panel, screenshot, sample, population});
  const auto refuse = [](const QString& why) {
    return Answer{QStringLiteral("cytogate-viewer: %1\nTry cytogate-viewer --help.").arg(why), Exit::usage};
  };
  if (!parser.parse(arguments)) return refuse(parser.errorText());
  if (parser.isSet(version)) return Answer{QStringLiteral("cytogate-viewer ") + QStringLiteral(CYTOGATE_VERSION)};
  if (parser.isSet(help)) {
    int count = 1;
    auto program = QByteArrayLiteral("cytogate-viewer");
    char* name = program.data();
    const QCoreApplication application{count, &name};  // the help names it
    return Answer{parser.helpText()};
  }

  Words words;
  words.strategy = path_of(parser.value(strategy));
  words.panel = parser.value(panel).toStdString();
  words.screenshot = path_of(parser.value(screenshot));
  words.sample = parser.value(sample).toStdString();
  words.population = parser.value(population).toStdString();
  const auto given = parser.positionalArguments();
  if (!words.strategy.empty() || !words.panel.empty()) {
    if (given.isEmpty()) return refuse(QStringLiteral("--strategy and --panel are for FCS files, and none is named."));
    if (words.strategy.empty()) return refuse(QStringLiteral("FCS files need a --strategy."));
    for (const auto& file : given) words.files.push_back(path_of(file));
  } else if (given.size() > 1) {
    return refuse(QStringLiteral("one study can be opened; FCS files need a --strategy."));
  } else if (given.size() == 1) {
    words.study = path_of(given.front());
  }
  if (words.screenshot.empty() && !(words.sample.empty() && words.population.empty())) {
    return refuse(QStringLiteral("--sample and --population are for --screenshot."));
  }
  return words;
}

fcs::Result<OpenedStudy> read_study_of(const Words& words) {
  return words.files.empty() ? open_study(words.study) : open_files(words.files, words.strategy, words.panel);
}

}  // namespace viewer
