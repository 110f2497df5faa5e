#include "stage/talk_player.h"

#include <algorithm>

#include "document/comparison.h"
#include "document/document.h"
#include "document/run_controller.h"
#include "document/translate.h"
#include "stage/notes_window.h"
#include "stage/stage.h"

namespace lightloom::ui {

TalkPlayer::TalkPlayer(Talk talk, const QString& folder, QObject* parent)
    : QObject(parent),
      m_talk(std::move(talk)),
      m_folder(folder),
      m_document(std::make_unique<Document>()),
      m_run(std::make_unique<RunController>(*m_document)),
      m_comparison(std::make_unique<Comparison>(*m_document, *m_run)),
      m_stage(std::make_unique<Stage>(*m_document, *m_run, *m_comparison)) {
  m_run->setDataDirs({folder.toStdString()});
  connect(m_stage.get(), &Stage::forward, this, [this] { go(m_scene + 1); });
  connect(m_stage.get(), &Stage::back, this, [this] { go(m_scene - 1); });
  connect(m_stage.get(), &Stage::left, this, &TalkPlayer::left);
}

TalkPlayer::~TalkPlayer() = default;

// Of the same design only what differs: the training goes on, and answers.
void TalkPlayer::takeDesign(const Design& design, const std::string& name) {
  if (name == m_design) {
    m_document->push(difference(m_document->design(), design));
  } else {
    m_design = name;
    m_document->show(design);
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
  m_stage->say(design ? fromStd(at.caption) : shown(design.error()),
               tr("%1 / %2").arg(m_scene + 1).arg(last + 1));
  if (m_notes) m_notes->show(m_talk, m_scene);
  m_stage->setBlack(false);
  if (!design) return m_run->pause();
  takeDesign(design.value(), at.design);
  takeSpeed(at);
  m_stage->show(at);
}

void TalkPlayer::begin(const QWidget& window) {
  m_stage->cover(window);
  if (m_stage->screen() != window.screen()) {
    m_notes = std::make_unique<NotesWindow>();
    m_notes->place(window);
  }
  go(0);
}

void TalkPlayer::end() {
  m_run->pause();
  m_stage->hide();
  if (m_notes) m_notes->hide();
}

}  // namespace lightloom::ui
