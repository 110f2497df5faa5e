#include "stage/talk_player.h"

#include <QFileInfo>
#include <algorithm>

#include "document/comparison.h"
#include "document/document.h"
#include "document/run_controller.h"
#include "document/translate.h"
#include "stage/notes_window.h"
#include "stage/stage.h"

namespace lightloom::ui {

TalkPlayer::TalkPlayer(Talk talk, const QString& folder, const std::vector<std::string>& dataDirs,
                       QObject* parent)
    : QObject(parent),
      m_talk(std::move(talk)),
      m_folder(folder),
      m_document(std::make_unique<Document>()),
      m_run(std::make_unique<RunController>(*m_document)),
      m_comparison(std::make_unique<Comparison>(*m_document, *m_run)),
      m_stage(std::make_unique<Stage>(*m_document, *m_run, *m_comparison)) {
  std::vector<std::string> dirs = {folder.toStdString()};
  dirs.insert(dirs.end(), dataDirs.begin(), dataDirs.end());
  m_run->setDataDirs(dirs);
  connect(m_stage.get(), &Stage::forward, this, [this] { go(m_scene + 1); });
  connect(m_stage.get(), &Stage::back, this, [this] { go(m_scene - 1); });
  connect(m_stage.get(), &Stage::left, this, &TalkPlayer::left);
  connect(m_stage.get(), &Stage::problem, this, &TalkPlayer::showProblem);
  connect(m_run.get(), &RunController::problem, this, &TalkPlayer::showProblem);
}

TalkPlayer::~TalkPlayer() = default;

// To the person who speaks where that can be read by nobody else.
void TalkPlayer::showProblem(const QString& message) {
  if (m_scene < 0) return;
  if (m_notes) return m_notes->say(message);
  const std::string& caption = m_talk.scenes[static_cast<std::size_t>(m_scene)].caption;
  m_stage->say(fromStd(caption) + QLatin1Char('\n') + message, place());
}

QString TalkPlayer::place() const {
  return tr("%1 / %2").arg(m_scene + 1).arg(m_talk.scenes.size());
}

// Of the same design only what differs: the training goes on, and answers.
void TalkPlayer::takeDesign(const Design& design, const std::string& name) {
  if (name == m_design) {
    m_document->push(difference(m_document->design(), design));
  } else {
    m_design = name;
    const Result<std::string> path = talkDesignPath(name, m_folder.toStdString());
    m_document->show(design, path ? QFileInfo(fromStd(path.value())).absolutePath() : m_folder);
  }
  m_document->compilePending();
}

void TalkPlayer::takeSpeed(const TalkScene& scene) {
  if (!scene.speed) return m_run->pause();
  m_run->setPace(*scene.speed);
  if (!m_run->isRunning()) m_run->play();
}

void TalkPlayer::go(int scene) {
  const int last = static_cast<int>(m_talk.scenes.size()) - 1;
  const int wanted = std::clamp(scene, 0, last);
  if (wanted == m_scene) return;
  m_scene = wanted;
  m_stage->letGo();
  const TalkScene& at = m_talk.scenes[static_cast<std::size_t>(m_scene)];
  const Result<Design> design =
      talkSceneDesign(m_talk, static_cast<std::size_t>(m_scene), m_folder.toStdString());
  m_stage->say(design ? fromStd(at.caption) : shown(design.error()), place());
  if (m_notes) m_notes->show(m_talk, m_scene);
  m_stage->setBlack(false);
  if (!design) return m_run->pause();
  takeDesign(design.value(), at.design);
  takeSpeed(at);
  m_stage->show(at);
}

void TalkPlayer::begin(const QWidget& window) {
  m_stage->cover(window);
  if (m_stage->screen() != window.screen()) openNotes(window);
  go(0);
}

void TalkPlayer::openNotes(const QWidget& window) {
  m_notes = std::make_unique<NotesWindow>([this](int key) { return m_stage->clicked(key); });
  m_notes->place(window);
  if (m_scene >= 0) m_notes->show(m_talk, m_scene);
}

void TalkPlayer::end() {
  m_run->pause();
  m_stage->hide();
  if (m_notes) m_notes->hide();
}

}  // namespace lightloom::ui
