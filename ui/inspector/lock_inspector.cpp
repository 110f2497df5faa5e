#include "inspector/lock_inspector.h"

#include <QComboBox>
#include <QEvent>
#include <QGridLayout>
#include <QLabel>
#include <QLocale>
#include <QShowEvent>
#include <QStackedWidget>
#include <QTabBar>
#include <QTabWidget>
#include <QToolButton>
#include <algorithm>
#include <array>
#include <cmath>

#include "base/memory.h"
#include "document/comparison.h"
#include "document/document.h"
#include "document/run_controller.h"
#include "document/selection.h"
#include "document/translate.h"
#include "imperfections/heating.h"
#include "inspector/beat_scope.h"
#include "inspector/lock_controls.h"
#include "inspector/lock_curves_plot.h"
#include "inspector/lock_error_plot.h"
#include "inspector/lock_map_plot.h"
#include "inspector/phasor_board.h"
#include "inspector/wander_plot.h"
#include "panels/elided_label.h"
#include "panels/parameter_row.h"
#include "theme/icons.h"

namespace lightloom::ui {
namespace {

constexpr int kCurvesPollMs = 16;
constexpr int kDrawMs = 36;         // 28 pictures a second
constexpr int kWordsMs = 150;       // words that change faster cannot be read
constexpr int kSentEveryMs = 1000;  // how often a running network is taken over
constexpr double kDefaultPace = 1e-9;
constexpr int kNameLetters = 14;
constexpr std::array<double, 7> kPaces{0.1e-9, 0.3e-9, 1e-9, 3e-9, 10e-9, 100e-9, 1e-6};

double decibel(double ratio) {
  return ratio > 0 ? 10 * std::log10(ratio) : -std::numeric_limits<double>::infinity();
}

QString voltageText(double volts) {
  return volts < 1 ? shownQuantity(volts, Unit::Millivolt, 3) : shownQuantity(volts, Unit::Volt, 3);
}

QString angleText(double radians) {
  return std::fabs(radians) < 1 ? shownQuantity(radians, Unit::Milliradian, 3)
                                : shownQuantity(radians, Unit::Radian, 3);
}

// Of the cell in which an array writes phases.
HeatWander heatOf(const Bench& bench, const std::string& array) {
  for (std::size_t c = 0; c < bench.cells.cells.size(); ++c) {
    const Cell& cell = bench.cells.cells[c];
    if (cell.synapseId == array) return weightWander(cellLight(bench, c));
    if (cell.axonId == array) return axonWander(cellLight(bench, c));
  }
  return {};
}

// Map and curves do not hang on where the part stands, nor on what the sliders change.
bool sameForPictures(Component a, Component b) {
  for (Component* part : {&a, &b}) {
    for (const char* key : {"injection_ratio", "detuning", "x", "y", "angle", "fine_x", "fine_y", "fine_z",
                            "fine_tilt", "fine_pitch", "fine_roll"})
      part->values.erase(key);
    part->overrides.clear();
  }
  return a.id == b.id && a.values == b.values;
}

}  // namespace

LockInspector::LockInspector(Document& document, Selection& selection, RunController& training,
                             Comparison& comparison, QWidget* parent)
    : Page(parent),
      m_document(document),
      m_selection(selection),
      m_training(training),
      m_comparison(comparison),
      m_loader(makesLockPictures()),
      m_sentLoader(makesSentWeights()),
      m_pace(kDefaultPace),
      m_arrays(new QComboBox(this)),
      m_state(new ElidedLabel(this)),
      m_numbers(new ElidedLabel(this)),
      m_controls(new LockControls(document, this)),
      m_time(new QLabel(this)),
      m_pages(new QStackedWidget(this)),
      m_sentence(new QLabel(this)),
      m_map(new LockMapPlot(this)),
      m_board(new PhasorBoard(this)),
      m_dial(new PhasorDial(this)),
      m_words(new QLabel(this)),
      m_errors(new LockErrorPlot(this)),
      m_curves(new LockCurvesPlot(this)),
      m_tabs(new QTabWidget(this)),
      m_scope(new BeatScope(this)),
      m_wander(new WanderPlot(this)),
      m_wanderPages(new QStackedWidget(this)),
      m_wanderSentence(new QLabel(this)),
      m_sentWords(new QLabel(this)) {
  setObjectName(QStringLiteral("lockInspector"));
  auto* layout = new QGridLayout(this);
  layout->setContentsMargins(8, 4, 8, 6);
  layout->setHorizontalSpacing(10);
  layout->setVerticalSpacing(4);
  layout->addWidget(makeHeader(), 0, 0, 1, 2);
  layout->addWidget(makeSide(), 1, 0);
  layout->addWidget(m_pages, 1, 1);
  layout->setColumnStretch(1, 1);
  layout->setRowStretch(1, 1);
  m_sentence->setObjectName(QStringLiteral("lockSentence"));
  m_sentence->setAlignment(Qt::AlignCenter);
  m_sentence->setWordWrap(true);
  QFont large = m_sentence->font();
  large.setPointSizeF(large.pointSizeF() * 1.25);
  m_sentence->setFont(large);
  m_pages->addWidget(m_sentence);
  m_pages->addWidget(makePlots());
  m_poll.setInterval(kCurvesPollMs);
  connect(&m_poll, &QTimer::timeout, this, &LockInspector::poll);
  connect(&document, &Document::benchChanged, this, &LockInspector::refreshArray);
  connect(&selection, &Selection::changed, this, &LockInspector::refreshArray);
  connect(&selection, &Selection::laserChanged, this, &LockInspector::refreshArray);
  connect(m_map, &LockMapPlot::laserClicked, this, &LockInspector::chooseLaser);
  connect(m_board, &PhasorBoard::laserClicked, this, &LockInspector::chooseLaser);
  connect(m_errors, &LockErrorPlot::laserClicked, this, &LockInspector::chooseLaser);
  connect(&comparison, &Comparison::referenceChanged, this, &LockInspector::refreshNumbers);
  connect(&training, &RunController::stateChanged, this, [this] { m_networkDue = true; });
  connect(&training, &RunController::progressed, this, [this] { m_networkDue = true; });
  m_run.setPace(m_pace);
  applyColours();
}

LockInspector::~LockInspector() = default;

QWidget* LockInspector::makeHeader() {
  auto* header = new QWidget(this);
  auto* layout = new QHBoxLayout(header);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(12);
  m_arrays->setObjectName(QStringLiteral("lockArray"));
  m_arrays->setAccessibleName(tr("Array of lasers"));
  m_arrays->setToolTip(tr("The array whose lasers are shown"));
  m_arrays->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
  m_arrays->setMinimumContentsLength(kNameLetters);
  guardWheel(m_arrays);
  connect(m_arrays, &QComboBox::activated, this,
          [this](int index) { m_selection.set({m_arrays->itemData(index).toString().toStdString()}); });
  m_state->setObjectName(QStringLiteral("lockState"));
  m_state->setTextFormat(Qt::RichText);
  m_numbers->setObjectName(QStringLiteral("lockFigures"));
  m_numbers->setTextFormat(Qt::RichText);
  m_numbers->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
  m_numbers->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);  // gives way first
  layout->addWidget(m_arrays);
  layout->addWidget(m_state);
  layout->addWidget(m_numbers, 1);
  return header;
}

QWidget* LockInspector::makeSide() {
  auto* side = new QWidget(this);
  side->setFixedWidth(252);
  auto* layout = new QVBoxLayout(side);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(4);
  layout->addWidget(m_controls);
  layout->addStretch(1);
  m_buttons = makeButtons();
  layout->addWidget(m_buttons);
  return side;
}

QToolButton* LockInspector::button(const char* name, const QString& text, const QString& tip,
                                   const char* icon) {
  auto* out = new QToolButton(this);
  out->setObjectName(QLatin1String(name));
  out->setText(text);
  out->setAccessibleName(text);
  out->setToolTip(tip);
  out->setIcon(themedIcon(QLatin1String(icon)));
  out->setIconSize(QSize(18, 18));
  out->setFocusPolicy(Qt::TabFocus);
  return out;
}

void LockInspector::fillPaces(QComboBox& box) {
  box.setObjectName(QStringLiteral("lockPace"));
  box.setAccessibleName(tr("Slow motion"));
  box.setToolTip(tr("How much of the lasers' time passes in a second of yours"));
  for (double pace : kPaces)
    box.addItem(pace < 1e-6 ? tr("%1 ns per second").arg(shownNumber(pace, Unit::Nanosecond))
                            : tr("%1 µs per second").arg(shownNumber(pace * 1e6, Unit::None)),
                pace);
  box.setCurrentIndex(
      static_cast<int>(std::find(kPaces.begin(), kPaces.end(), kDefaultPace) - kPaces.begin()));
  guardWheel(&box);
  connect(&box, &QComboBox::activated, this, [this, &box](int index) {
    m_pace = box.itemData(index).toDouble();
    m_run.setPace(m_pace);
  });
}

QWidget* LockInspector::makeButtons() {
  auto* out = new QWidget(this);
  auto* grid = new QGridLayout(out);
  grid->setContentsMargins(0, 0, 0, 0);
  grid->setSpacing(4);
  m_playButton = button("lockPlay", tr("Pause"), tr("Stop or go on with the lasers' time"), "pause");
  QToolButton* step = button("lockStep", tr("Step"), tr("One step of some picoseconds"), "step");
  QToolButton* kick = button("lockKick", tr("Unlock all"),
                             tr("Put every laser to a random phase, and watch them lock again"), "reset");
  kick->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
  kick->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  connect(m_playButton, &QToolButton::clicked, this, [this] { setPlaying(!m_playing); });
  connect(step, &QToolButton::clicked, this, [this] {
    setPlaying(false);
    m_run.step();
  });
  connect(kick, &QToolButton::clicked, this, [this] { m_run.kick(); });
  auto* pace = new QComboBox(this);
  fillPaces(*pace);
  m_time->setObjectName(QStringLiteral("lockTime"));
  m_time->setToolTip(
      tr("The lasers' own time. A fast pace or a large array may be more than this machine can "
         "compute; it then says so."));
  grid->addWidget(m_playButton, 0, 0);
  grid->addWidget(step, 0, 1);
  grid->addWidget(kick, 0, 2);
  grid->addWidget(new QLabel(tr("Slow motion"), this), 1, 0, 1, 2);
  grid->addWidget(pace, 1, 2);
  grid->addWidget(m_time, 2, 0, 1, 3);
  grid->setColumnStretch(2, 1);
  return out;
}

QWidget* LockInspector::makeLasers() {
  auto* out = new QWidget(this);
  auto* grid = new QGridLayout(out);
  grid->setContentsMargins(0, 0, 0, 0);
  grid->setSpacing(4);
  m_words->setObjectName(QStringLiteral("lockLaser"));
  m_words->setTextFormat(Qt::RichText);
  m_words->setAlignment(Qt::AlignLeft | Qt::AlignTop);
  m_words->setFixedWidth(136);
  grid->addWidget(m_board, 0, 0);
  grid->addWidget(m_dial, 0, 1);
  grid->addWidget(m_words, 0, 2);
  grid->addWidget(m_errors, 1, 0, 1, 3);
  grid->setColumnStretch(0, 3);
  grid->setColumnStretch(1, 3);
  grid->setRowStretch(0, 3);
  grid->setRowStretch(1, 2);
  return out;
}

QWidget* LockInspector::makePlots() {
  auto* out = new QWidget(this);
  auto* layout = new QHBoxLayout(out);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(8);
  layout->addWidget(m_map, 5);
  layout->addWidget(makeLasers(), 6);
  m_tabs->setObjectName(QStringLiteral("lockTabs"));
  m_tabs->setAccessibleName(tr("Curves and weights"));
  m_tabs->setDocumentMode(true);
  m_tabs->tabBar()->setExpanding(false);
  m_tabs->addTab(m_curves, tr("Curves"));
  m_tabs->setTabToolTip(0, tr("What more or less leader light would change"));
  m_tabs->addTab(makeWander(), tr("Weights"));
  m_tabs->setTabToolTip(1, tr("The weights of the network as the chosen laser sends them, and their heat"));
  m_tabs->addTab(m_scope, tr("Beat"));
  connect(m_tabs, &QTabWidget::currentChanged, this, &LockInspector::draw);
  m_tabs->setTabToolTip(2, tr("The lasers against their leader on an oscilloscope: silent where they lock"));
  layout->addWidget(m_tabs, 5);
  return out;
}

QWidget* LockInspector::makeWander() {
  auto* out = new QWidget(this);
  auto* layout = new QVBoxLayout(out);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(2);
  m_wanderSentence->setObjectName(QStringLiteral("lockWanderSentence"));
  m_wanderSentence->setAlignment(Qt::AlignCenter);
  m_wanderSentence->setWordWrap(true);
  m_sentWords->setObjectName(QStringLiteral("lockSent"));
  m_sentWords->setWordWrap(true);
  layout->addWidget(m_wander, 1);
  layout->addWidget(m_sentWords);
  m_wanderPages->addWidget(m_wanderSentence);
  m_wanderPages->addWidget(out);
  return m_wanderPages;
}

void LockInspector::setPlaying(bool playing) {
  m_playing = playing;
  m_playButton->setIcon(themedIcon(playing ? QStringLiteral("pause") : QStringLiteral("play")));
  m_playButton->setAccessibleName(playing ? tr("Pause") : tr("Go on"));
  m_playButton->setText(m_playButton->accessibleName());
  playing&& isVisible() ? m_run.play() : m_run.pause();
}

void LockInspector::applyColours() {
  const LockColours colours = lockColours(isDark(palette()));
  m_map->setColours(colours);
  m_board->setColours(colours);
  m_dial->setColours(colours);
  m_errors->setColours(colours);
  m_curves->setColours(colours);
  m_wander->setColours(colours);
  m_scope->setColours(colours);
  refreshNumbers();
}

const ArrayLock* LockInspector::lock() const {
  for (const ArrayLock& one : m_document.bench()->locks)
    if (one.id == m_array && findComponent(m_document.design(), one.id)) return &one;
  return nullptr;
}

int LockInspector::selectedLaser() const {
  const ArrayLock* array = lock();
  const LaserChoice& laser = m_selection.laser();
  return array && laser.part == m_array && laser.channel < array->channels ? laser.channel : -1;
}

int LockInspector::shownLaser() const {
  return std::max(0, selectedLaser());
}

QString LockInspector::sentence() const {
  return m_pages->currentIndex() == 0 ? m_sentence->text() : QString();
}

// A selected array, else the one that the chosen laser belongs to, else the one so far, else the first that
// holds weights.
void LockInspector::chooseArray() {
  const std::vector<ArrayLock>& locks = m_document.bench()->locks;
  const auto known = [&](const std::string& id) {
    return std::any_of(locks.begin(), locks.end(), [&](const ArrayLock& one) { return one.id == id; });
  };
  for (const std::string& id : m_selection.ids()) {
    if (!known(id)) continue;
    m_array = id;
    return;
  }
  if (known(m_selection.laser().part)) m_array = m_selection.laser().part;
  if (known(m_array)) return;
  const auto first = std::find_if(locks.begin(), locks.end(),
                                  [](const ArrayLock& one) { return one.role == EmitterRole::Synapse; });
  m_array = first != locks.end() ? first->id : locks.empty() ? std::string() : locks.front().id;
}

void LockInspector::refreshArray() {
  m_due = true;
  if (!isActive()) return;
  m_due = false;
  chooseArray();
  refreshArrayList();
  m_controls->setArray(m_array, selectedLaser());
  refreshLasers();
  refreshNumbers();
  setScene();
  refreshPictures();
  askForWeights();
  draw();
}

void LockInspector::refreshArrayList() {
  m_arrays->clear();
  for (const ArrayLock& one : m_document.bench()->locks) {
    const ComponentPtr part = findComponent(m_document.bench()->design, one.id);
    m_arrays->addItem(part ? shownName(*part) : fromStd(one.id), fromStd(one.id));
    if (one.id == m_array) m_arrays->setCurrentIndex(m_arrays->count() - 1);
  }
  m_arrays->setVisible(m_arrays->count() > 0);
}

void LockInspector::refreshLasers() {
  const ArrayLock* array = lock();
  if (!array) return;
  const ComponentPtr part = findComponent(m_document.bench()->design, m_array);
  const PartView view = viewOf(*part, *findKind(part->kind));
  m_board->setGrid(view.integer("rows"), view.integer("columns"));
  m_board->setView(m_view, selectedLaser());  // which part of a large array is seen hangs on it
  m_errors->setExpected(array->noiseRawRad);
}

void LockInspector::refreshNumbers() {
  const ArrayLock* array = lock();
  m_numbers->setVisible(array != nullptr);
  if (!array) return;
  const ComponentPtr part = findComponent(m_document.bench()->design, m_array);
  const double rate = viewOf(*part, *findKind(part->kind)).real("symbol_rate");
  const ArrayDrive& drive = array->drive;
  if (!array->hasBand) {
    m_numbers->setText(tr("no lock: %1").arg(shown(*lockProblem(*array)).toHtmlEscaped()));
    m_numbers->setToolTip(shown(*lockProblem(*array)));
    return;
  }
  const QString swing = shownQuantity(drive.swingA, Unit::Milliampere, 3);
  const QString limit = shownQuantity(drive.swingLimitA, Unit::Milliampere, 3);
  const bool tooMuch = drive.swingA > drive.swingLimitA;
  const QString bad = meaningColours(isDark(palette())).bad.name();
  QStringList said{tr("Bias %1").arg(strong(shownQuantity(drive.biasCurrentA, Unit::Milliampere, 3))) +
                       beside(drive.biasCurrentA, &ArrayDrive::biasCurrentA, Unit::Milliampere),
                   tooMuch ? QStringLiteral("<span style=\"color:%1\">%2</span>")
                                 .arg(bad, tr("swing %1, only %2 possible").arg(strong(swing), limit))
                           : tr("swing %1 of %2 possible").arg(strong(swing), limit) +
                                 beside(drive.swingA, &ArrayDrive::swingA, Unit::Milliampere),
                   tr("V<sub>π</sub> %1 at rest, %2 at %3")
                       .arg(strong(voltageText(drive.vPiV)), strong(voltageText(drive.vPiFastV)),
                            shownQuantity(rate / 2, Unit::Gigahertz, 3))};
  if (const HeatWander heat = heatOf(*m_document.bench(), m_array); heat.bareHz > 0)
    said << tr("heat of the symbols %1 rms of %2")
                .arg(strong(shownQuantity(heat.rmsHz, Unit::Gigahertz, 2)),
                     shownQuantity(heat.usableHz, Unit::Gigahertz, 3));
  if (const std::optional<Message> problem = lockProblem(*array)) said << shown(*problem).toHtmlEscaped();
  m_numbers->setText(said.join(QStringLiteral(" &nbsp;·&nbsp; ")));
  m_numbers->setToolTip(
      tr("Current of a laser at its bias; how far the weights swing it at half the symbol rate, "
         "against what lies between threshold and twice the bias; voltage over the whole "
         "locking band; by how much the heat of white symbols detunes the lasers, of the usable range."));
}

// Of the same array in the state that the window compares with.
QString LockInspector::beside(double now, double ArrayDrive::*member, Unit unit) const {
  const BenchState* then = m_comparison.reference();
  const ArrayLock* array = then ? lockOf(then->bench->locks, m_array) : nullptr;
  return array && array->hasBand ? besideText(now, array->drive.*member, unit) : QString();
}

void LockInspector::setScene() {
  const ArrayLock* array = lock();
  if (!array) {
    m_run.setScene(nullptr);
    return showSentence(
        tr("There is no array of lasers on this bench.\nPlace a VCSEL array from the parts, and "
           "let the light of a leader laser reach it."));
  }
  const ComponentPtr part = findComponent(m_document.bench()->design, m_array);
  LockScene scene = lockScene(*array, viewOf(*part, *findKind(part->kind)));
  const std::optional<Message> problem = lockSceneProblem(scene);
  m_run.setScene(std::make_shared<const LockScene>(std::move(scene)));
  m_run.watch(m_board->visibleLasers());
  if (!problem) return showSentence({});
  showSentence(problem->id == "lock.no-injection"
                   ? tr("No leader light reaches the lasers of %1.\nLead it there on the bench, or enter a "
                        "measured value with the slider.")
                         .arg(shownName(*part))
                   : shown(*problem));
}

void LockInspector::showSentence(const QString& text) {
  m_sentence->setText(text);
  m_pages->setCurrentIndex(text.isEmpty() ? 1 : 0);
  m_buttons->setEnabled(text.isEmpty());
  if (text.isEmpty()) return;
  m_state->clear();
  m_numbers->clear();
  m_time->clear();
}

// The map stays as it is while the working point stays well inside: a sweep moves dots, not axes.
void LockInspector::refreshPictures() {
  const ArrayLock* array = lock();
  if (!array || m_pages->currentIndex() == 0) {
    m_pictured.reset();
    return;
  }
  const ComponentPtr part = findComponent(m_document.bench()->design, m_array);
  const double db = decibel(array->injectionRatio);
  const bool same = m_pictured && sameForPictures(*m_pictured, *part) && array->nominal.laser == m_rangeLaser;
  if (!same || !showsLasers(m_range, *array)) {
    m_range = lockMapRange(*array);
    m_rangeLaser = array->nominal.laser;
    m_loader.start(
        {array->nominal.laser, m_range, part, array->nominal, m_range.ratioLowDb, m_range.ratioHighDb});
  }
  if (m_pictured && m_pictured->id != part->id) m_curvePoints.clear();
  m_pictured = part;
  LockWorkingPoint point;
  point.valid = array->hasBand && !array->written.usable.empty();
  point.ratioDb = db;
  const PartView view = viewOf(*part, *findKind(part->kind));
  point.detuningHz =
      view.flag("auto_bias") ? array->workingDetuningHz + view.real("detuning") : view.real("detuning");
  if (point.valid) {
    point.usableHighHz = array->written.usable.front().detuningHz;
    point.usableLowHz = array->written.usable.back().detuningHz;
  }
  m_map->setWorkingPoint(point);
  if (std::isfinite(db)) m_curves->setCurves(m_curvePoints, db);
}

void LockInspector::chooseLaser(int laser) {
  const bool again = laser == selectedLaser();
  m_selection.setLaser({m_array, again ? -1 : laser});
}

void LockInspector::poll() {
  if (const std::optional<Result<LockPicture>> picture = m_loader.poll().answer) {
    m_map->setMap(*picture ? picture->value().map : nullptr);
    m_curvePoints = *picture ? picture->value().curves : std::vector<LockCurvePoint>();
    if (!*picture) showSentence(shown(picture->error()));
    const ArrayLock* array = lock();
    if (array && array->injectionRatio > 0)
      m_curves->setCurves(m_curvePoints, decibel(array->injectionRatio));
  }
  if (m_networkDue && (!m_sinceNetwork.isValid() || m_sinceNetwork.elapsed() > kSentEveryMs)) takeNetwork();
  if (const auto sent = m_sentLoader.poll().answer) takeSent(*sent);
  m_view = m_run.poll();
  if (m_view && m_view->problem && m_view->problem->id == memoryExhausted().id)
    showSentence(shown(*m_view->problem));
  if (m_view == m_drawn || (m_sinceDrawn.isValid() && m_sinceDrawn.elapsed() < kDrawMs)) return;
  m_sinceDrawn.restart();
  draw();
}

// The network of the run as it is now.
void LockInspector::takeNetwork() {
  m_networkDue = false;
  m_sinceNetwork.start();
  const bool known =
      m_network && m_networkRun == m_training.runNumber() && m_networkSteps == m_training.view().steps;
  if (known && m_training.hasTrained()) return;
  m_networkRun = m_training.runNumber();
  m_networkSteps = m_training.view().steps;
  m_training.withSnapshot(this, [this](const std::shared_ptr<const RunSnapshot>& run) {
    m_network = m_training.hasTrained() ? run : nullptr;
    askForWeights();
  });
}

void LockInspector::askForWeights() {
  if (m_network && lock()) return m_sentLoader.start({m_network, m_document.bench(), m_array, shownLaser()});
  m_sent.reset();
  m_sentTrouble =
      tr("Train a network or open a run: then its weights can be seen here, one by one as this "
         "laser sends them.");
  showSent();
}

void LockInspector::takeSent(const Result<std::shared_ptr<const SentWeights>>& outcome) {
  if (!m_network) return;  // it went meanwhile
  m_sent = outcome ? outcome.value() : nullptr;
  m_sentTrouble = outcome ? QString() : shown(outcome.error());
  showSent();
}

// One symbol takes as long as it does in the lasers' own time.
void LockInspector::showSent() {
  m_wander->setWeights(m_sent);
  m_wanderSentence->setText(m_sentTrouble);
  m_wanderPages->setCurrentIndex(m_sent ? 1 : 0);
  if (!m_sent || !m_view) return m_map->setWeights({}, {});
  const std::vector<SentWeight>& symbols = m_sent->symbols;
  const double round = static_cast<double>(symbols.back().slot + 1);
  const double slot = std::floor(std::fmod(m_view->timeS / m_sent->slotS, round));
  const auto after = std::upper_bound(
      symbols.begin(), symbols.end(), slot,
      [](double at, const SentWeight& symbol) { return at < static_cast<double>(symbol.slot); });
  // Before the first of a round that begins idle it is the last that was sent.
  const auto newest = after == symbols.begin() ? symbols.end() - 1 : after - 1;
  m_wander->showUpTo(static_cast<std::size_t>(newest - symbols.begin()));
  std::vector<double> within, beyond;
  for (const SentWeight& symbol : m_wander->trail())
    (isUsable(m_sent->branch, symbol.heatedHz) ? within : beyond).push_back(symbol.heatedHz);
  m_map->setWeights(within, beyond);
  m_sentWords->setText(sentText(*newest));
}

QString LockInspector::sentText(const SentWeight& newest) const {
  const QString where = tr("Layer %1, neuron %2, pass %3")
                            .arg(QLocale().toString(newest.layer + 1), QLocale().toString(newest.neuron),
                                 QLocale().toString(newest.pass + 1));
  if (!m_sent->heats)
    return enabledImperfections(m_document.bench()->design).has(kSelfHeating)
               ? tr("%1 · nothing heats: weights stay").arg(where)
               : tr("%1 · self-heating is off: weights stay").arg(where);
  if (!m_playing) return tr("%1 · paused").arg(where);
  const QString pace = shownNumber(m_pace / m_sent->slotS, Unit::None, 3);
  return pace == QLocale().toString(1) ? tr("%1 · one symbol a second").arg(where)
                                       : tr("%1 · %2 symbols a second").arg(where, pace);
}

void LockInspector::draw() {
  m_drawn = m_view;
  const ArrayLock* array = lock();
  const bool fits = m_view && array && !m_view->problem &&
                    static_cast<int>(m_view->lasers.size()) == array->channels &&
                    m_pages->currentIndex() == 1;
  if (!fits) return;
  const int chosen = selectedLaser();
  m_map->setLasers(m_view->lasers, chosen);
  m_board->setView(m_view, chosen);
  m_dial->setView(m_view, shownLaser(), array->lasers[static_cast<std::size_t>(shownLaser())].biasPhaseRad);
  m_errors->setLasers(m_view->lasers, chosen);
  if (m_scope->isVisible()) m_scope->setView(m_view, shownLaser());
  showSent();
  if (m_sinceWords.isValid() && m_sinceWords.elapsed() < kWordsMs) return;
  m_sinceWords.restart();
  writeWords();
}

void LockInspector::writeWords() {
  std::array<int, 3> counts{};
  for (const LaserView& laser : m_view->lasers) ++counts[static_cast<std::size_t>(laser.motion)];
  const int total = static_cast<int>(m_view->lasers.size());
  QStringList said{tr("%1 locked").arg(strong(tr("%1 of %2").arg(shownCount(counts[0]), shownCount(total))))};
  if (counts[1] > 0) said << tr("%1 oscillating").arg(shownCount(counts[1]));
  if (counts[2] > 0) said << tr("%1 slipping").arg(shownCount(counts[2]));
  m_state->setText(said.join(QStringLiteral(", ")));
  const QString passed = tr("%1 ns").arg(QLocale().toString(m_view->timeS / 1e-9, 'f', 2));
  m_time->setText(m_view->keptPace ? tr("%1 since the start").arg(passed)
                                   : tr("%1, slower than asked").arg(passed));
  const int shown = shownLaser();
  const LaserView& laser = m_view->lasers[static_cast<std::size_t>(shown)];
  const LockColours colours = lockColours(isDark(palette()));
  const std::array<QColor, 3> inks{colours.locked, colours.oscillating, colours.slipping};
  QStringList lines;
  lines << strong(tr("Laser %1").arg(shown));
  lines << QStringLiteral("<b style=\"color:%1\">%2</b>")
               .arg(inks[static_cast<std::size_t>(laser.motion)].name(), shownMotion(laser.motion));
  if (laser.motion == LaserMotion::Slipping)
    lines << tr("slips %1").arg(shownQuantity(std::fabs(laser.slipRateHz), Unit::Gigahertz, 3));
  else
    lines << tr("rms %1").arg(angleText(laser.rmsRad)) << tr("static %1").arg(angleText(laser.staticRad));
  lines << tr("turns slipped %1").arg(shownCount(static_cast<double>(std::llabs(laser.moment.slips))))
        << tr("detuning %1").arg(shownQuantity(laser.detuningHz, Unit::Gigahertz, 4));
  if (laser.injectionRatio > 0)
    lines << tr("injected %1").arg(shownQuantity(decibel(laser.injectionRatio), Unit::Decibel, 3));
  m_words->setText(lines.join(QStringLiteral("<br>")));
}

void LockInspector::refreshActive() {
  if (!isActive()) {
    m_poll.stop();
    m_run.pause();
    return;
  }
  if (m_due) refreshArray();
  m_poll.start();
  setPlaying(m_playing);
}

}  // namespace lightloom::ui
