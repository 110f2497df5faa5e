#include <sys/stat.h>
#include <unistd.h>

#include <QApplication>
#include <QCommandLineParser>
#include <QDir>
#include <QHashFunctions>
#include <QMessageBox>
#include <QSettings>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <new>

#include "base/memory.h"
#include "base/printable.h"
#include "drawn_export.h"
#include "files/safe_writer.h"
#include "headless.h"
#include "main_window.h"
#include "manual/manual_help.h"
#include "pictures.h"
#include "process.h"
#include "recovery/recovery.h"
#include "signal_watch.h"
#include "start/start_page.h"
#include "test_report.h"
#include "theme/theme.h"
#include "theme/tips.h"
#include "written_manual.h"

namespace {

using namespace lightloom::app;
using namespace lightloom::ui;

enum ExitStatus { kDone = 0, kFailed = 1, kBadCommand = 2, kInterrupted = 3 };

// What asks for more memory than there is comes to nothing, and the design stays as it was before: every edit
// makes a new value first. The words need little room; once one such window is open no second one comes.
class Application : public QApplication {
 public:
  using QApplication::QApplication;

  bool notify(QObject* receiver, QEvent* event) override {
    try {
      return QApplication::notify(receiver, event);
    } catch (const std::bad_alloc&) {
      tellOfMemory();
      return true;
    }
  }

 private:
  void tellOfMemory() {
    const QString words = QString::fromStdString(english(memoryExhausted()));
    std::fprintf(stderr, "%s\n", qPrintable(words));
    if (m_told) return;
    m_told = true;
    QMessageBox box(QMessageBox::Warning, QStringLiteral("Lightloom"), words, QMessageBox::Ok,
                    QApplication::activeWindow());
    box.setObjectName(QStringLiteral("memoryExhausted"));
    box.setAccessibleName(words);
    box.exec();
    m_told = false;
  }

  bool m_told = false;
};

bool hasOption(int argc, char** argv, const char* name) {
  for (int i = 1; i < argc; ++i)
    if (std::strncmp(argv[i], name, std::strlen(name)) == 0) return true;
  return false;
}

bool hasDisplay() {
  return qEnvironmentVariableIsSet("DISPLAY") || qEnvironmentVariableIsSet("WAYLAND_DISPLAY");
}

// Qt would abort without a display; what only writes files draws offscreen, and a window says what to do
// instead.
bool choosePlatform(int argc, char** argv) {
  if (qEnvironmentVariableIsSet("QT_QPA_PLATFORM")) return true;
  const bool silent = hasOption(argc, argv, "--headless") || hasOption(argc, argv, "--export") ||
                      hasOption(argc, argv, "--manual") || hasOption(argc, argv, "--help") ||
                      hasOption(argc, argv, "--version") || hasOption(argc, argv, "-h") ||
                      hasOption(argc, argv, "-v");
  if (silent) qputenv("QT_QPA_PLATFORM", "offscreen");
  if (silent || hasDisplay()) return true;
  std::fprintf(stderr,
               "There is no display to open a window on (neither DISPLAY nor WAYLAND_DISPLAY is set).\n"
               "Train without a window:  lightloom --headless DIR FILE\n");
  return false;
}

constexpr char kSummary[] =
    "Lay out a coherent VCSEL neural network on an optical bench, and watch it learn.";

struct Options {
  QCommandLineOption theme{QStringLiteral("theme"), QStringLiteral("light, dark or system."),
                           QStringLiteral("theme")};
  QCommandLineOption headless{
      QStringLiteral("headless"),
      QStringLiteral("Train FILE without a window; write report and pictures into DIR."),
      QStringLiteral("DIR")};
  QCommandLineOption picture{QStringLiteral("export"),
                             QStringLiteral("Write a picture of FILE's bench (.svg, .pdf or .png), or with "
                                            "--format what that makes of a design or a run."),
                             QStringLiteral("PATH")};
  QCommandLineOption format{QStringLiteral("format"),
                            QStringLiteral("Of --export: see lightloom-cli export --list."),
                            QStringLiteral("FORMAT")};
  QCommandLineOption width{QStringLiteral("width"), QStringLiteral("Width of a figure."),
                           QStringLiteral("MM")};
  QCommandLineOption height{QStringLiteral("height"),
                            QStringLiteral("Of the page that a figure has to fit on."), QStringLiteral("MM")};
  QCommandLineOption font{QStringLiteral("font"), QStringLiteral("Text of a figure."), QStringLiteral("PT")};
  QCommandLineOption dpi{QStringLiteral("dpi"), QStringLiteral("Resolution of a PNG."),
                         QStringLiteral("DPI")};
  QCommandLineOption without{QStringLiteral("without"),
                             QStringLiteral("Leaves bench, curves or names out of a figure."),
                             QStringLiteral("LIST")};
  QCommandLineOption set{QStringLiteral("set"), QStringLiteral("Changes the design before it is exported."),
                         QStringLiteral("PATH=VALUE")};
  QCommandLineOption data{QStringLiteral("data"), QStringLiteral("Look for data sets here first."),
                          QStringLiteral("DIR")};
  QCommandLineOption report{QStringLiteral("test-report"),
                            QStringLiteral("Keep the window's state as JSON in OUT; - prints it at the end."),
                            QStringLiteral("OUT")};
  QCommandLineOption manual{
      QStringLiteral("manual"),
      QStringLiteral("Write the manual as a page for browsers, or as PDF where PATH ends in .pdf."),
      QStringLiteral("PATH")};

  QList<QCommandLineOption> all() const {
    return {theme, headless, picture, format, width, height, font, dpi, without, set, data, report, manual};
  }
  std::vector<ManualVerb> verbs() const { return programVerbs(QLatin1String(kSummary), all()); }
};

int exportPicture(const QString& file, const QString& picture) {
  Document document;
  Result<Done> done = document.open(file);
  if (const auto problem = placeProblem(picture.toStdString(), {file.toStdString()})) done = *problem;
  if (done) done = saveBenchPicture(document.bench(), picture);
  if (done) return kDone;
  std::fprintf(stderr, "%s\n", printable(english(done.error())).c_str());
  return kFailed;
}

// Leaves the standard where the option is missing; false where its word is no number.
bool takeNumber(const QCommandLineParser& words, const QCommandLineOption& option, double& out) {
  constexpr double kLargest = 1e4;
  if (!words.isSet(option)) return true;
  bool fine = false;
  out = words.value(option).toDouble(&fine);
  return fine && out > 0 && out <= kLargest;
}

int badWord(const QString& said) {
  std::fprintf(stderr, "lightloom: %s See lightloom --help.\n", printable(said.toStdString()).c_str());
  return kBadCommand;
}

int exportFormat(const QCommandLineParser& words, const Options& options) {
  DrawnExport wanted;
  wanted.file = words.positionalArguments().constFirst();
  wanted.format = words.value(options.format);
  wanted.out = words.value(options.picture);
  wanted.assignments = words.values(options.set);
  wanted.dataDirs = words.values(options.data);
  if (!takeNumber(words, options.width, wanted.style.widthMm) ||
      !takeNumber(words, options.height, wanted.style.heightMm) ||
      !takeNumber(words, options.font, wanted.style.fontPoints) ||
      !takeNumber(words, options.dpi, wanted.style.dpi))
    return badWord(
        QStringLiteral("--width, --height, --font and --dpi need a number above 0 and up to 10 000."));
  for (const QString& word : words.value(options.without).split(QLatin1Char(','), Qt::SkipEmptyParts)) {
    bool* part = figurePart(wanted.style, word.toStdString());
    if (!part) return badWord(QStringLiteral("A figure has no “%1” to leave out.").arg(word));
    *part = false;
  }
  return exportWithoutWindow(wanted);
}

// The system ends the program (a terminal closed, a log-out, Ctrl+C): nobody can be asked, so all that is in
// no file yet is kept for the next start. Files first: standard error may be gone with its terminal.
void leaveInterrupted(MainWindow& window) {
  Autosave& autosave = window.recovery()->autosave();
  const bool work = autosave.hasWork();
  const std::optional<Message> lost = autosave.flush();
  const std::string said =
      lost   ? "Unsaved work is lost: " + english(*lost)
      : work ? "Unsaved work is kept in " + autosave.place().toStdString() + " and offered at the next start."
             : "Everything was saved.";
  std::fprintf(stderr, "lightloom: interrupted. %s\n", printable(said).c_str());
  QApplication::exit(kInterrupted);
}

// The toolkit ends the program itself where the display goes, and nothing of the window is cleaned up.
Autosave* g_autosave = nullptr;

void keepWorkAtExit() {
  if (g_autosave) g_autosave->flushKept();
}

int openWindow(QApplication& application, const QCommandLineParser& words, const Options& options) {
  const QSettings settings;
  const ThemeChoice theme =
      themeFromKey(words.isSet(options.theme) ? words.value(options.theme)
                                              : settings.value(QStringLiteral("view/theme")).toString());
  applyColours(theme);
  MainWindow window;
  window.setTheme(theme);
  applySheet(application);
  wrapTips(application);
  std::vector<std::string> dataDirs;
  for (const QString& dir : words.values(options.data)) dataDirs.push_back(dir.toStdString());
  window.run().setDataDirs(dataDirs);
  window.help().setVerbs([&options] { return options.verbs(); });
  if (!words.positionalArguments().isEmpty())
    window.openPath(words.positionalArguments().constFirst());
  else if (StartPage::isWanted())
    window.start().open();
  if (words.isSet(options.report)) new TestReport(window, words.value(options.report));
  SignalWatch signalWatch({SIGHUP, SIGINT, SIGTERM});
  QObject::connect(&signalWatch, &SignalWatch::arrived, &window, [&window] { leaveInterrupted(window); });
  window.show();
  window.protectWork(recoveryFolder());
  window.keepRuns(RunLedger(RunLedger::userFolder()));
  g_autosave = &window.recovery()->autosave();
  std::atexit(keepWorkAtExit);
  const int status = QApplication::exec();
  g_autosave = nullptr;
  if (words.value(options.report) == QLatin1String("-")) std::fputs(windowState(window).constData(), stdout);
  return status;
}

bool g_starting = true;

QString quoted(const char* variable) {
  return QStringLiteral("%1 is “%2”").arg(QLatin1String(variable), qEnvironmentVariable(variable));
}

// The toolkit aborts where it cannot start; a person is told what to do instead.
[[noreturn]] void endWithoutDisplay() {
  QStringList set;
  for (const char* variable : {"QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY"})
    if (qEnvironmentVariableIsSet(variable)) set << quoted(variable);
  const QString said = QStringLiteral(
                           "No window can be opened: %1, and nothing answers there. Name a display that runs "
                           "(echo $DISPLAY in a "
                           "terminal of it), or train without a window:  lightloom --headless DIR FILE")
                           .arg(set.join(QStringLiteral(", ")));
  std::fprintf(stderr, "lightloom: %s\n", printable(said.toStdString()).c_str());
  std::_Exit(kFailed);
}

// Warnings of the toolkit are for those who program it and ask for them with its own variables.
void onToolkitMessage(QtMsgType type, const QMessageLogContext&, const QString& text) {
  if (type == QtFatalMsg && g_starting) endWithoutDisplay();
  const bool asked =
      qEnvironmentVariableIsSet("QT_LOGGING_RULES") || qEnvironmentVariableIsSet("QT_DEBUG_PLUGINS");
  if (type == QtFatalMsg || type == QtCriticalMsg || asked)
    std::fprintf(stderr, "lightloom: %s\n", printable(text.toStdString()).c_str());
}

// What is wrong with words that belong together; empty where nothing is.
QString wordsProblem(const QCommandLineParser& words, const Options& options) {
  const QStringList files = words.positionalArguments();
  const bool needsFile = words.isSet(options.headless) || words.isSet(options.picture);
  if (files.size() > 1 || (needsFile && files.isEmpty())) return QStringLiteral("Name one design file.");
  if (words.isSet(options.headless) && words.isSet(options.picture))
    return QStringLiteral("--headless and --export do not go together.");
  if (words.isSet(options.manual) && (needsFile || !files.isEmpty()))
    return QStringLiteral("--manual writes the manual and nothing else: leave the other words out.");
  if (words.isSet(options.format) && !words.isSet(options.picture))
    return QStringLiteral("--format says what --export PATH writes.");
  for (const QCommandLineOption* option :
       {&options.width, &options.height, &options.font, &options.dpi, &options.without, &options.set})
    if (words.isSet(*option) && !words.isSet(options.format))
      return QStringLiteral("--%1 belongs to --export PATH --format FORMAT.")
          .arg(option->names().constFirst());
  const QString theme = words.value(options.theme);
  if (words.isSet(options.theme) && themeKey(themeFromKey(theme)) != theme)
    return QStringLiteral("There is no theme “%1”: light, dark or system.").arg(theme);
  return {};
}

int obey(QApplication& application) {
  const Options options;
  QCommandLineParser words;
  words.setApplicationDescription(QLatin1String(kSummary));
  const QCommandLineOption help = words.addHelpOption(), version = words.addVersionOption();
  words.addPositionalArgument(QStringLiteral("FILE"), QStringLiteral("A design (*.loom)."),
                              QStringLiteral("[FILE]"));
  words.addOptions(options.all());
  if (!words.parse(QApplication::arguments())) return badWord(words.errorText() + QLatin1Char('.'));
  if (words.isSet(help)) return std::fputs(qUtf8Printable(words.helpText()), stdout), kDone;
  if (words.isSet(version)) return std::printf("lightloom %s\n", LIGHTLOOM_VERSION), kDone;
  if (const QString problem = wordsProblem(words, options); !problem.isEmpty()) return badWord(problem);
  const QStringList files = words.positionalArguments();
  const bool writes = words.isSet(options.headless) || words.isSet(options.picture);
  if (writes || words.isSet(options.manual)) applyTheme(application, ThemeChoice::Light);
  if (words.isSet(options.headless))
    return runHeadless(files.constFirst(), words.value(options.headless), words.values(options.data));
  if (words.isSet(options.picture) && words.isSet(options.format)) return exportFormat(words, options);
  if (words.isSet(options.picture)) return exportPicture(files.constFirst(), words.value(options.picture));
  if (words.isSet(options.manual)) return writeManual(words.value(options.manual), options.verbs());
  return openWindow(application, words, options);
}

// A full disk behind stdout is no success.
int finished(int status) {
  const std::optional<Message> lost = lostOutput();
  if (!lost) return status;
  std::fprintf(stderr, "lightloom: %s\n", printable(english(*lost)).c_str());
  return status == kDone ? static_cast<int>(kFailed) : status;
}

int run(int argc, char** argv) {
  keepStandardStreams();
  // Qt writes the fonts of a PDF in the order of a hash: the same design, the same bytes.
  QHashSeed::setDeterministicGlobalSeed();
  // A pipe whose reader has gone is an error of that file, not the end of the window.
  std::signal(SIGPIPE, SIG_IGN);
  qInstallMessageHandler(onToolkitMessage);
  if (!choosePlatform(argc, argv)) return kFailed;
  Application application(argc, argv);
  g_starting = false;
  QApplication::setApplicationName(QStringLiteral("lightloom"));
  QApplication::setOrganizationName(QStringLiteral("lightloom"));
  QApplication::setApplicationDisplayName(QString());
  QApplication::setDesktopFileName(QStringLiteral("lightloom"));
  QApplication::setApplicationVersion(QStringLiteral(LIGHTLOOM_VERSION));
  return finished(obey(application));
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(argc, argv);
  } catch (const std::bad_alloc&) {
    std::fprintf(stderr, "%s\n", english(memoryExhausted()).c_str());
    return kFailed;
  }
}
