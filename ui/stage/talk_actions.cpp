#include "stage/talk_actions.h"

#include <QAction>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QInputDialog>
#include <QLineEdit>
#include <QMenu>
#include <QSettings>
#include <QStandardPaths>
#include <algorithm>

#include "canvas/bench_view.h"
#include "canvas/scene_coordinates.h"
#include "document/comparison.h"
#include "document/document.h"
#include "document/file_places.h"
#include "document/pace_choice.h"
#include "document/run_controller.h"
#include "document/translate.h"
#include "files/program_files.h"
#include "panels/save_dialog.h"
#include "stage/stage.h"
#include "stage/talk_player.h"
#include "theme/actions.h"

namespace lightloom::ui {
namespace {

constexpr char kPlotsKey[] = "talk/plots", kShippedTalk[] = "talks/light-that-learns.loomtalk";

QString talkFilter() {
  return TalkActions::tr("Talks (*.loomtalk)");
}

}  // namespace

TalkActions::TalkActions(Document& document, RunController& run, Comparison& comparison,
                         const PaceChoice& pace, BenchView& view, std::function<std::string()> frontPage,
                         QWidget* window)
    : QObject(window),
      m_document(document),
      m_run(run),
      m_comparison(comparison),
      m_pace(pace),
      m_view(view),
      m_frontPage(std::move(frontPage)),
      m_window(window) {
  present = makeAction(this, "present", tr("&Present"),
                       tr("Bench, loupes and chosen plots alone, large, over a whole screen; Esc comes back"),
                       {Qt::Key_F11});
  giveShipped = makeAction(
      this, "giveShipped", tr("“&Light that learns”"),
      tr("A talk of twenty minutes, from the leader to what is claimed; Page Down goes on, Esc leaves"), {});
  give =
      makeAction(this, "giveTalk", tr("&Give a talk…"),
                 tr("Scene by scene with the keys of a clicker: Page Down, Page Up, B for black, Esc"), {});
  addView =
      makeAction(this, "addView", tr("&Add this view to talk…"),
                 tr("Where you look, loupes, page, plots and pace become the next scene of a talk"), {});
  connect(present, &QAction::triggered, this, &TalkActions::presentBench);
  connect(giveShipped, &QAction::triggered, this, [this] { giveTalk(fromStd(examplePath(kShippedTalk))); });
  connect(give, &QAction::triggered, this, &TalkActions::askAndGive);
  connect(addView, &QAction::triggered, this, &TalkActions::askAndAdd);
  const QStringList chosen =
      QSettings().value(QLatin1String(kPlotsKey), QStringList{QStringLiteral("accuracy")}).toStringList();
  const QString titles[] = {tr("A&ccuracy"), tr("Optical po&wer"), tr("&Energy per operation"),
                            tr("P&hase-lock error")};
  for (std::size_t i = 0; i < talkPlots().size(); ++i) {
    const QString name = fromStd(talkPlots()[i]);
    QAction* plot = makeAction(this, qPrintable(QStringLiteral("present_") + name), titles[i],
                               tr("Whether this plot is shown when the bench is presented"), {});
    plot->setCheckable(true);
    plot->setChecked(chosen.contains(name));
    connect(plot, &QAction::toggled, this, [this] {
      QStringList names;
      for (const std::string& one : chosenPlots()) names << fromStd(one);
      QSettings().setValue(QLatin1String(kPlotsKey), names);
    });
    m_plots.push_back(plot);
  }
}

TalkActions::~TalkActions() {
  for (const QPointer<QObject>& going : m_going) delete going;
}

void TalkActions::fillMenu(QMenu& menu) {
  menu.setToolTipsVisible(true);
  menu.addAction(present);
  QMenu* plots = menu.addMenu(tr("Pl&ots when presenting"));
  plots->setObjectName(QStringLiteral("presentPlotsMenu"));
  plots->addActions(QList<QAction*>(m_plots.begin(), m_plots.end()));
  menu.addSeparator();
  menu.addActions({giveShipped, give, addView});
}

Stage* TalkActions::stage() const {
  return m_player ? &m_player->stage() : m_stage.get();
}

std::vector<std::string> TalkActions::chosenPlots() const {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < m_plots.size(); ++i)
    if (m_plots[i]->isChecked()) out.emplace_back(talkPlots()[i]);
  return out;
}

TalkScene TalkActions::sceneOfView() const {
  TalkScene out;
  const QRectF seen = m_view.mapToScene(m_view.viewport()->rect()).boundingRect();
  if (!m_view.keepsFit()) {
    const auto [x, y] = toBench(m_view.middle());
    out.camera = TalkCamera{{}, x, y, 1e-3 * std::min(seen.width(), seen.height() * 16 / 9)};
  }
  if (!m_view.benchScene().loupesShown()) out.loupes.emplace();
  out.page = m_frontPage();
  out.plots = chosenPlots();
  if (m_run.isRunning()) out.speed = m_pace.pace();
  return out;
}

void TalkActions::presentBench() {
  if (stage()) return;
  m_stage = std::make_unique<Stage>(m_document, m_run, m_comparison);
  connect(m_stage.get(), &Stage::left, this, &TalkActions::leave);
  connect(m_stage.get(), &Stage::problem, this, &TalkActions::problem);
  m_stage->cover(*m_window);
  m_stage->show(sceneOfView());
  refreshActions();
}

bool TalkActions::giveTalk(const QString& path) {
  if (stage()) return false;
  Result<Talk> talk = readTalkFile(path.toStdString());
  if (!talk) {
    Q_EMIT problem(shown(talk.error()));
    return false;
  }
  m_player =
      std::make_unique<TalkPlayer>(std::move(talk).value(), QFileInfo(path).absolutePath(), m_run.dataDirs());
  connect(m_player.get(), &TalkPlayer::left, this, &TalkActions::leave);
  m_player->begin(*m_window);
  refreshActions();
  return true;
}

// What leaves is in the middle of a key, so that it lives on for a moment, unheard.
void TalkActions::leave() {
  if (!stage()) return;
  if (m_player)
    m_player->end();
  else
    m_stage->hide();
  m_going.erase(std::remove(m_going.begin(), m_going.end(), nullptr), m_going.end());
  for (QObject* going :
       {static_cast<QObject*>(m_stage.release()), static_cast<QObject*>(m_player.release())}) {
    if (!going) continue;
    disconnect(going, nullptr, this, nullptr);
    m_going.emplace_back(going);
    going->deleteLater();
  }
  refreshActions();
  m_window->activateWindow();
}

// One at a time, and what the window shows is not what the room sees.
void TalkActions::refreshActions() {
  for (QAction* action : {present, giveShipped, give, addView}) action->setEnabled(!stage());
}

QString TalkActions::folder() const {
  if (!m_talk.isEmpty()) return QFileInfo(m_talk).absolutePath();
  const QString& path = m_document.filePath();
  return path.isEmpty() ? QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation)
                        : QFileInfo(path).absolutePath();
}

void TalkActions::askAndGive() {
  const QString path = QFileDialog::getOpenFileName(m_window, tr("Give a talk"), folder(), talkFilter());
  if (!path.isEmpty()) giveTalk(path);
}

void TalkActions::askAndAdd() {
  if (m_talk.isEmpty()) {
    const QString path = QFileDialog::getSaveFileName(
        m_window, tr("Talk to add this view to"), folder() + QStringLiteral("/talk") + fromStd(kTalkSuffix),
        talkFilter(), nullptr, QFileDialog::DontConfirmOverwrite);
    if (path.isEmpty()) return;
    m_talk = path.endsWith(fromStd(kTalkSuffix)) ? path : path + fromStd(kTalkSuffix);
  }
  bool accepted = false;
  const QString caption =
      QInputDialog::getText(m_window, tr("Add this view to talk"), tr("What the audience reads"),
                            QLineEdit::Normal, QString(), &accepted);
  if (!accepted || !addTo(m_talk, caption)) m_talk.clear();
}

// A design that is in no file would be another one tomorrow.
bool TalkActions::addTo(const QString& path, const QString& caption) {
  if (isProgramFile(path)) {
    Q_EMIT problem(tr("%1 lies among the examples of the program, which stay as they are. Choose a talk in a "
                      "folder of your own.")
                       .arg(path));
    return false;
  }
  const QString design = m_document.filePath().isEmpty() ? m_document.copiedFrom() : m_document.filePath();
  if (design.isEmpty() || m_document.isModified()) {
    Q_EMIT problem(
        tr("A talk shows designs as they are in their files, and this one is not in its file. "
           "Save it in the folder of the talk first."));
    return false;
  }
  Talk talk;
  talk.title = QFileInfo(path).completeBaseName().toStdString();
  if (QFileInfo::exists(path)) {
    Result<Talk> before = readTalkFile(path.toStdString());
    if (!before) {
      Q_EMIT problem(shown(before.error()));
      return false;
    }
    talk = std::move(before).value();
  }
  TalkScene scene = sceneOfView();
  scene.caption = caption.toStdString();
  const Result<std::string> name =
      talkDesignName(design.toStdString(), QFileInfo(path).absolutePath().toStdString());
  if (name) scene.design = name.value();
  talk.scenes.push_back(scene);
  const Result<SavedFile> saved = name ? saveTalk(talk, path.toStdString()) : Result<SavedFile>(name.error());
  if (!saved) {
    Q_EMIT problem(shown(saved.error()));
    return false;
  }
  Q_EMIT note(tr("Scene %1 of %2. Captions, notes and order can be changed in the file; “lightloom-cli talk "
                 "check” reads it.")
                  .arg(talk.scenes.size())
                  .arg(QFileInfo(path).fileName()));
  return true;
}

}  // namespace lightloom::ui
