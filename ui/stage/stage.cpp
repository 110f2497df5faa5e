#include "stage/stage.h"

#include <QAbstractSpinBox>
#include <QApplication>
#include <QCloseEvent>
#include <QComboBox>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHideEvent>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMouseEvent>
#include <QScreen>
#include <QScrollArea>
#include <QVBoxLayout>
#include <algorithm>

#include "answers/answers_page.h"
#include "canvas/bench_view.h"
#include "canvas/loupe_item.h"
#include "canvas/scene_coordinates.h"
#include "canvas/tools/tool_box.h"
#include "claims/claims_page.h"
#include "document/comparison.h"
#include "document/document.h"
#include "document/run_controller.h"
#include "document/translate.h"
#include "energy/energy_page.h"
#include "inspector/lock_inspector.h"
#include "noise/noise_console.h"
#include "photons/photon_page.h"
#include "plots/live_plot.h"
#include "plots/plot_feed.h"
#include "plots/plot_strip.h"
#include "product/product_page.h"
#include "stage/big_numbers.h"
#include "stage/spotlight.h"
#include "theme/screen_fit.h"

namespace lightloom::ui {
namespace {

constexpr QSize kSmallScreen(1024, 768);
constexpr double kStagePoints = 18;            // that the smallest words have there
constexpr double kLeastShare = 10.5 / 13.333;  // of them to those of the program: the words of loupes
constexpr QSizeF kPageRoom(900, 400);          // pixels in which a page can be read in the window
constexpr double kCaptionSize = 1.15;          // times the smallest words
constexpr double kAround = 0.18;               // of what a camera looks at

// The camera's stretch of the bench, in scene coordinates: at least as wide as it says, and in a wide view
// at least 9/16 of that high.
QRectF stretchOf(const TalkCamera& camera) {
  const double width = 1e3 * camera.width, height = width * 9 / 16;
  QRectF out(0, 0, width, height);
  out.moveCenter(toScene(camera.x, camera.y));
  return out;
}

bool takesWords(const QWidget& widget) {
  const auto* line = qobject_cast<const QLineEdit*>(&widget);
  const auto* box = qobject_cast<const QComboBox*>(&widget);
  return (line && !line->isReadOnly()) || (box && box->isEditable()) ||
         qobject_cast<const QAbstractSpinBox*>(&widget);
}

// Whether a key of the clicker means something else where the keyboard is: words are written with “b” and
// “.”, and Esc takes back what was written, or the drag that is under way. What is ignored there comes again
// with the widget around it.
bool isWantedBy(const QWidget& widget, int key, const BenchView& view) {
  if (key == Qt::Key_B || key == Qt::Key_Period) return takesWords(widget);
  if (key != Qt::Key_Escape) return false;
  const auto* line = qobject_cast<const QLineEdit*>(&widget);
  return (line && line->isModified()) || (&widget == &view && view.tools().busy());
}

}  // namespace

Stage::Stage(Document& document, RunController& run, Comparison& comparison)
    : m_document(document),
      m_run(run),
      m_comparison(comparison),
      m_selection(document),
      m_view(new BenchView(document, m_selection, this)),
      m_plots(new PlotStrip(this)),
      m_feed(new PlotFeed(*m_plots, document, run, comparison, this)),
      m_numbers(new BigNumbers(run, this)),
      m_pageArea(new QScrollArea(this)),
      m_caption(new QLabel(this)),
      m_place(new QLabel(this)),
      m_black(new QWidget(this)),
      m_spotlight(new Spotlight(this)) {
  setObjectName(QStringLiteral("stage"));
  setAccessibleName(tr("Presentation"));
  setWindowTitle(tr("Presentation — Lightloom"));
  setFocusPolicy(Qt::StrongFocus);
  m_pageArea->setObjectName(QStringLiteral("stagePage"));
  m_pageArea->setAccessibleName(tr("Page of the scene"));
  m_pageArea->setFrameShape(QFrame::NoFrame);
  m_pageArea->setWidgetResizable(true);
  m_pageArea->setFocusPolicy(Qt::NoFocus);
  m_caption->setObjectName(QStringLiteral("caption"));
  m_caption->setTextFormat(Qt::PlainText);
  m_caption->setWordWrap(true);
  m_place->setObjectName(QStringLiteral("scenePlace"));
  m_place->setAlignment(Qt::AlignRight | Qt::AlignBottom);
  m_black->setObjectName(QStringLiteral("blackScreen"));
  m_black->setAccessibleName(tr("Black screen"));
  m_black->setAutoFillBackground(true);
  m_black->setPalette(QPalette(Qt::black));
  m_black->setCursor(Qt::BlankCursor);
  m_black->hide();
  auto* words = new QHBoxLayout;
  words->setContentsMargins(16, 6, 16, 8);
  words->addWidget(m_caption, 1);
  words->addWidget(m_place);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(0);
  layout->addWidget(m_view, 5);
  layout->addWidget(m_pageArea, 6);
  layout->addWidget(m_numbers);
  layout->addWidget(m_plots, 4);
  layout->addLayout(words);
  heard(m_view);
  heard(m_feed);
  m_pageArea->hide();
  say(QString(), QString());
  qApp->installEventFilter(this);
}

// The view goes before the selection that it listens to.
Stage::~Stage() {
  qApp->removeEventFilter(this);
  delete m_page;
  delete m_view;
}

double Stage::sizeFor(QSize window) {
  const double points = kStagePoints / kLeastShare / QApplication::font().pointSizeF();
  const double larger = std::min(static_cast<double>(window.width()) / kSmallScreen.width(),
                                 static_cast<double>(window.height()) / kSmallScreen.height());
  return points * std::max(1.0, larger);
}

void Stage::show(const TalkScene& scene) {
  m_scene = scene;
  m_view->benchScene().setLoupesOf(scene.loupes);
  showPlots(scene.plots);
  showPage(scene.page);
  m_view->setVisible(!m_page || scene.camera);
  layout()->activate();
  applySize();
  (m_page ? static_cast<QWidget*>(m_page) : m_view)->setFocus();
  // The keyboard comes to the bench by way of its parts.
  m_selection.clear();
}

void Stage::say(const QString& caption, const QString& place) {
  m_caption->setText(caption);
  m_caption->setAccessibleName(caption);
  m_caption->setVisible(!caption.isEmpty());
  m_place->setText(place);
  m_place->setAccessibleName(place);
  m_place->setVisible(!place.isEmpty());
}

void Stage::cover(const QWidget& window) {
  QScreen* screen = window.screen();
  for (QScreen* other : QGuiApplication::screens())
    if (other != window.screen()) screen = other;
  setGeometry(screen->geometry());
  showFullScreen();
  activateWindow();
}

QString Stage::caption() const {
  return m_caption->text();
}

QString Stage::numbers() const {
  return m_numbers->text();
}

bool Stage::isBlack() const {
  return m_black->isVisibleTo(this);
}

void Stage::setBlack(bool black) {
  m_black->setGeometry(rect());
  m_black->setVisible(black);
  m_black->raise();
}

void Stage::showPlots(const std::vector<std::string>& names) {
  const std::vector<LivePlot*> plots = m_plots->plots();
  for (std::size_t i = 0; i < plots.size(); ++i)
    plots[i]->setVisible(std::find(names.begin(), names.end(), talkPlots()[i]) != names.end());
  m_plots->setVisible(!names.empty());
  m_numbers->choose(names);
}

template <typename Asked>
Asked* Stage::heard(Asked* asked) {
  connect(asked, &Asked::problem, this, &Stage::problem);
  return asked;
}

Page* Stage::makePage(const std::string& name) {
  if (name == "locking") return new LockInspector(m_document, m_selection, m_run, m_comparison);
  if (name == "noise") return heard(new NoiseConsole(m_document, m_run, m_comparison));
  if (name == "energy") return heard(new EnergyPage(m_document, m_run, m_comparison));
  if (name == "claims") {
    auto* claims = heard(new ClaimsPage(m_document, m_run));
    claims->setOffersBench(false);  // the stage has the bench of its scene
    return claims;
  }
  if (name == "photons") return heard(new PhotonPage(m_document, m_run, m_comparison));
  if (name == "product") return new ProductPage(m_document, m_run, *m_view);
  if (name == "answers") return new AnswersPage(m_run);
  return nullptr;
}

// A page that the scene before showed stays as somebody has set it.
void Stage::showPage(const std::string& name) {
  const QString wanted = fromStd(name);
  if (!m_page || m_pageArea->property("page").toString() != wanted) {
    delete m_page;
    m_pageSize = 1;
    m_page = makePage(name);
    m_pageArea->setProperty("page", wanted);
    if (m_page) m_pageArea->setWidget(m_page);
  }
  m_pageArea->setVisible(m_page != nullptr);
}

// Words that a page has made larger or smaller than the others keep their share.
void Stage::magnifyPage() {
  if (!m_page) return;
  const QSize room = m_pageArea->size();
  const double size = std::max(1.0, std::min({sizeFor(this->size()), room.width() / kPageRoom.width(),
                                              room.height() / kPageRoom.height()}));
  const double more = size / std::exchange(m_pageSize, size);
  for (QWidget* child : m_page->findChildren<QWidget*>())
    if (child->testAttribute(Qt::WA_SetFont) && child->font().pointSizeF() > 0) {
      QFont font = child->font();
      font.setPointSizeF(font.pointSizeF() * more);
      child->setFont(font);
    }
  QFont font = QApplication::font();
  font.setPointSizeF(font.pointSizeF() * size);
  m_page->setFont(font);
}

void Stage::applySize() {
  const double size = sizeFor(this->size());
  QFont words = QApplication::font();
  words.setPointSizeF(words.pointSizeF() * size * kLeastShare * kCaptionSize);
  m_caption->setFont(words);
  m_place->setFont(words);
  m_numbers->setSize(size * kLeastShare);
  m_plots->setSize(size * kLeastShare);
  m_spotlight->setSize(size);
  m_view->benchScene().setSize(size);
  magnifyPage();
  layout()->activate();
  look();
}

// The whole bench first: words and loupes are laid out for that.
void Stage::look() {
  m_view->fitAll();
  if (!m_scene.camera) return;
  if (m_scene.camera->parts.empty()) return m_view->lookAt(stretchOf(*m_scene.camera));
  QRectF there = m_view->benchScene().partBounds(m_scene.camera->parts);
  if (there.isEmpty()) return;
  const std::vector<std::string>& parts = m_scene.camera->parts;
  for (const LoupeItem* loupe : m_view->benchScene().loupes())
    if (loupe->isVisible() && std::find(parts.begin(), parts.end(), loupe->part()) != parts.end())
      there |= loupe->frameInScene();
  const double margin = kAround * std::max(there.width(), there.height());
  m_view->lookAt(there.adjusted(-margin, -margin, margin, margin));
}

bool Stage::clicked(int key) {
  switch (key) {
    case Qt::Key_PageDown:
      Q_EMIT forward();
      return true;
    case Qt::Key_PageUp:
      Q_EMIT back();
      return true;
    case Qt::Key_B:
    case Qt::Key_Period:
      setBlack(!isBlack());
      return true;
    case Qt::Key_Escape:
    case Qt::Key_F11:
      Q_EMIT left();
      return true;
    default:
      return false;
  }
}

// Clickers are keyboards: their keys are taken before whatever has the focus on the stage, but for what
// somebody is in the middle of.
bool Stage::eventFilter(QObject* watched, QEvent* event) {
  const auto* widget = qobject_cast<QWidget*>(watched);
  if (!widget || widget->window() != this) return QWidget::eventFilter(watched, event);
  const bool press = event->type() == QEvent::KeyPress;
  if (press || event->type() == QEvent::ShortcutOverride) {
    const auto& key = *static_cast<QKeyEvent*>(event);
    constexpr int kKeys[] = {Qt::Key_PageDown, Qt::Key_PageUp, Qt::Key_B,
                             Qt::Key_Period,   Qt::Key_Escape, Qt::Key_F11};
    const bool bare = (key.modifiers() & ~Qt::KeypadModifier) == Qt::NoModifier;
    if (bare && std::find(std::begin(kKeys), std::end(kKeys), key.key()) != std::end(kKeys) &&
        !isWantedBy(*widget, key.key(), *m_view)) {
      event->accept();
      if (press && !key.isAutoRepeat()) clicked(key.key());
      return true;
    }
  }
  if (event->type() == QEvent::MouseMove) {
    m_spotlight->setGeometry(rect());
    m_spotlight->raise();
    m_spotlight->point(mapFromGlobal(static_cast<QMouseEvent*>(event)->globalPosition().toPoint()));
  }
  return QWidget::eventFilter(watched, event);
}

void Stage::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  m_spotlight->setGeometry(rect());
  m_black->setGeometry(rect());
  applySize();
}

void Stage::letGo() {
  if (m_view->tools().busy())
    m_view->tools().keyPress(QKeyEvent(QEvent::KeyPress, Qt::Key_Escape, Qt::NoModifier));
}

// Nobody lets the mouse go where nothing is to be seen.
void Stage::hideEvent(QHideEvent* event) {
  letGo();
  QWidget::hideEvent(event);
}

void Stage::closeEvent(QCloseEvent* event) {
  event->accept();
  Q_EMIT left();
}

}  // namespace lightloom::ui
