#include "product/product_page.h"

#include <QAction>
#include <QComboBox>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QSpinBox>
#include <QStackedWidget>
#include <QStyle>
#include <QTabWidget>
#include <QTextDocumentFragment>
#include <QToolBar>
#include <QVBoxLayout>
#include <algorithm>
#include <bit>
#include <cmath>

#include "answers/dataset_words.h"
#include "canvas/bench_view.h"
#include "document/document.h"
#include "document/run_controller.h"
#include "document/translate.h"
#include "panels/elided_label.h"
#include "panels/parameter_row.h"
#include "product/chain_view.h"
#include "product/layer_path.h"
#include "product/pixel_view.h"
#include "product/slot_strip.h"
#include "product/source_list.h"
#include "theme/icons.h"
#include "theme/theme.h"

namespace lightloom::ui {
namespace {

constexpr int kPollProductMs = 40;
constexpr int kTakeRunMs = 1000;                            // how often a running network is taken over
constexpr int kBits = 9;                                    // digits that tell any two floats apart
constexpr double kPaces[] = {0.25, 0.5, 1, 2, 5, 20, 100};  // slots per second
constexpr int kFirstPace = 2;

QString signedNumber(double value, int digits) {
  const QString number = shownNumber(value, Unit::None, digits);
  return value > 0 ? QLatin1Char('+') + number : number;
}

}  // namespace

ProductPage::ProductPage(Document& document, RunController& run, BenchView& view, QWidget* parent)
    : Page(parent),
      m_document(document),
      m_run(run),
      m_view(view),
      m_loader(std::make_unique<ProductLoader>(takesProductsApart())),
      m_numbers(new ElidedLabel(this)),
      m_sentence(new QLabel(this)),
      m_pages(new QStackedWidget(this)),
      m_strip(new SlotStrip(this)),
      m_pixels(new PixelView(this)),
      m_chain(new ChainView(this)),
      m_sources(new SourceList(this)),
      m_path(new LayerPath(this)) {
  setObjectName(QStringLiteral("productPage"));
  setFocusPolicy(Qt::StrongFocus);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(8, 2, 8, 4);
  layout->setSpacing(2);
  layout->addWidget(makeToolBar());
  m_numbers->setObjectName(QStringLiteral("productNumbers"));
  QFont large = m_numbers->font();
  large.setPointSizeF(1.5 * large.pointSizeF());
  m_numbers->setFont(large);
  m_sentence->setObjectName(QStringLiteral("productSentence"));
  m_sentence->setAlignment(Qt::AlignCenter);
  m_sentence->setWordWrap(true);
  auto* shown = new QWidget(this);
  auto* column = new QVBoxLayout(shown);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(2);
  column->addWidget(m_numbers);
  auto* row = new QHBoxLayout;
  row->setSpacing(10);
  row->addWidget(m_strip, 10);
  row->addWidget(m_pixels, 3);
  row->addWidget(makeSide(), 3);
  column->addLayout(row, 1);
  column->addWidget(m_chain);
  m_pages->addWidget(m_sentence);
  m_pages->addWidget(shown);
  layout->addWidget(m_pages, 1);
  m_poll.setInterval(kPollProductMs);
  connect(&m_poll, &QTimer::timeout, this, &ProductPage::poll);
  connect(&run, &RunController::stateChanged, this, [this] { m_due = true; });
  connect(&run, &RunController::progressed, this, [this] { m_due = true; });
  connect(&document, &Document::benchChanged, this, [this] {
    m_due = true;
    m_view.benchScene().setWaves(std::nullopt);  // they fly where the parts were
  });
  connect(&document, &Document::opened, this, [this] {
    forget();
    m_sources->asOnBench();
    m_place = {};
    m_trail.clear();
  });
  connect(&view, &BenchView::channelPicked, this, &ProductPage::takePick);
  connect(&m_clock, &SlotClock::moved, this, &ProductPage::showMoment);
  connect(&m_clock, &SlotClock::playingChanged, this, &ProductPage::refreshWords);
  connect(m_sources, &SourceList::flipped, this, &ProductPage::request);
  connect(m_strip, &SlotStrip::slotClicked, this, [this](int slot) { m_clock.jump(slot + 1); });
  connect(m_strip, &SlotStrip::slotTargeted, this, [this](int slot) { m_clock.play(slot + 1); });
  connect(m_strip, &SlotStrip::inputClicked, this, &ProductPage::toSource);
  connect(m_path, &LayerPath::layerClicked, this, [this](int layer) {
    setPlace({static_cast<std::size_t>(layer), m_place.neuron, m_place.sample});
  });
  connect(m_path, &LayerPath::neuronClicked, this, [this](int neuron) {
    setPlace({m_place.layer, static_cast<std::size_t>(neuron), m_place.sample});
  });
  refreshWords();
}

ProductPage::~ProductPage() = default;

void ProductPage::setWork(ProductLoader::Work work) {
  m_loader = std::make_unique<ProductLoader>(std::move(work));
}

QAction* ProductPage::add(QToolBar& bar, const char* name, const QString& text, const QString& tip,
                          const char* icon) {
  QAction* action = bar.addAction(text);
  action->setObjectName(QLatin1String(name));
  action->setToolTip(tip);
  if (icon) action->setIcon(themedIcon(QLatin1String(icon)));
  return action;
}

void ProductPage::makeChooser(QToolBar& bar) {
  const auto label = [&bar](const QString& text) { bar.addWidget(new QLabel(text, &bar)); };
  m_layer = new QComboBox(&bar);
  m_layer->setObjectName(QStringLiteral("productLayer"));
  m_layer->setAccessibleName(tr("Layer of the product"));
  m_layer->setToolTip(tr("Layer, from 0, with its inputs and neurons"));
  const auto spin = [&](const char* name, const QString& title, const QString& tip) {
    auto* out = new QSpinBox(&bar);
    out->setObjectName(QLatin1String(name));
    out->setAccessibleName(title);
    out->setToolTip(tip);
    out->setRange(0, 0);
    out->setKeyboardTracking(false);
    guardWheel(out);
    connect(out, &QSpinBox::valueChanged, this, [this] {
      if (!m_filling)
        setPlace({m_place.layer, static_cast<std::size_t>(m_neuron->value()),
                  static_cast<std::size_t>(m_sample->value())});
    });
    return out;
  };
  m_neuron = spin("productNeuron", tr("Neuron of the product"),
                  tr("Neuron of the layer, from 0. A click on a pixel in a loupe chooses its neuron."));
  m_sample = spin("productSample", tr("Sample of the product"), tr("Sample of the test part, from 0"));
  m_layer->setMinimumContentsLength(static_cast<int>(tr("0: 784 → 100").size()));
  guardWheel(m_layer);
  connect(m_layer, &QComboBox::currentIndexChanged, this, [this](int layer) {
    if (!m_filling && layer >= 0) setPlace({static_cast<std::size_t>(layer), m_place.neuron, m_place.sample});
  });
  label(tr("Layer "));
  bar.addWidget(m_layer);
  label(tr(" Neuron "));
  bar.addWidget(m_neuron);
  label(tr(" Sample "));
  bar.addWidget(m_sample);
}

void ProductPage::makeTransport(QToolBar& bar) {
  bar.addSeparator();
  const auto go = [&](const char* name, const QString& text, const QString& tip, const char* icon,
                      auto slot) {
    connect(add(bar, name, text, tip, icon), &QAction::triggered, this, slot);
  };
  go("productStart", tr("To the beginning"), tr("Before the first slot (Home)"), "slot_first",
     [this] { m_clock.jump(0); });
  go("productBack", tr("Slot back"), tr("One slot back (←)"), "slot_back", [this] { m_clock.step(-1); });
  m_play = add(bar, "productPlay", tr("Play"), {}, "play");
  connect(m_play, &QAction::triggered, this, [this] { m_clock.togglePlay(); });
  go("productForward", tr("Slot on"), tr("One slot on (→)"), "slot_on", [this] { m_clock.step(1); });
  go("productEnd", tr("To the read-out"), tr("To the read-out (End)"), "slot_last",
     [this] { m_clock.jump(m_clock.slotCount()); });
  m_pace = new QComboBox(&bar);
  m_pace->setObjectName(QStringLiteral("productPace"));
  m_pace->setAccessibleName(tr("Slots per second"));
  m_pace->setToolTip(
      tr("How many slots pass in a second (+ and −); the canvas says how much slower light goes"));
  for (const double pace : kPaces)
    m_pace->addItem(pace < 1 ? tr("1 slot in %1 s").arg(QLocale().toString(1 / pace))
                             : tr("%1 slots/s").arg(QLocale().toString(pace)));
  guardWheel(m_pace);
  m_pace->setCurrentIndex(kFirstPace);
  m_clock.setSlotsPerSecond(kPaces[kFirstPace]);
  connect(m_pace, &QComboBox::currentIndexChanged, this, [this](int index) {
    m_clock.setSlotsPerSecond(kPaces[index]);
    showMoment();
  });
  bar.addWidget(m_pace);
  bar.addSeparator();
}

QToolBar* ProductPage::makeToolBar() {
  auto* bar = new QToolBar(tr("Dot product"), this);
  bar->setObjectName(QStringLiteral("productBar"));
  bar->setIconSize(QSize(18, 18));
  bar->toggleViewAction()->setObjectName(QStringLiteral("productBarToggle"));
  bar->toggleViewAction()->setToolTip(tr("Show or hide the chooser of the product"));
  makeChooser(*bar);
  makeTransport(*bar);
  m_answer =
      add(*bar, "productAnswer", tr("To the answer"),
          tr("The neuron that takes this output: in the next layer that which weighs it most, in the last "
             "one that which answers. A click on an x of a later layer goes back to where it comes from."),
          nullptr);
  connect(m_answer, &QAction::triggered, this, &ProductPage::toAnswer);
  m_follow =
      add(*bar, "productFollow", tr("Follow training"),
          tr("While the network trains, take it over anew every second unless the slots run"), nullptr);
  m_follow->setCheckable(true);
  m_follow->setChecked(true);
  m_asOnBench = add(*bar, "productAsOnBench", tr("Noise of the bench"),
                    tr("Every noise source as the bench has it again"), nullptr);
  connect(m_asOnBench, &QAction::triggered, m_sources, &SourceList::asOnBench);
  return bar;
}

QWidget* ProductPage::makeSide() {
  auto* tabs = new QTabWidget(this);
  tabs->setObjectName(QStringLiteral("productTabs"));
  tabs->setAccessibleName(tr("Noise and layers"));
  tabs->setDocumentMode(true);
  tabs->addTab(m_sources, tr("Noise"));
  tabs->addTab(m_path, tr("Layers"));
  tabs->setMinimumWidth(170);
  return tabs;
}

void ProductPage::applyColours() {
  for (QWidget* widget : {static_cast<QWidget*>(m_strip), static_cast<QWidget*>(m_pixels),
                          static_cast<QWidget*>(m_chain), static_cast<QWidget*>(m_path)})
    widget->update();
}

QString ProductPage::sentence() const {
  if (!m_run.data()) return m_run.isLoadingData() ? tr("The data set is being read.") : m_run.stateText();
  return m_trouble;
}

void ProductPage::refreshActive() {
  if (isActive()) {
    m_due = true;
    // Who has asked the desktop for less motion gets the slots one by one.
    m_clock.setSmooth(style()->styleHint(QStyle::SH_Widget_Animation_Duration, nullptr, this) > 0);
    m_poll.start();
    if (m_seen) m_view.benchScene().setWaves(m_seen->waves);
    request();
    showMoment();
    return;
  }
  m_poll.stop();
  m_clock.pause();
  m_loader->drop();
  m_view.benchScene().setWaves(std::nullopt);
}

// For the network of the run as it is now.
void ProductPage::askForRun() {
  const RunView& view = m_run.view();
  m_due = false;
  m_sinceRun.start();
  if (m_snapshot && m_data == m_run.data() && m_steps == view.steps && m_generation == view.generation &&
      m_snapshot->bench == m_document.bench())
    return;
  m_steps = view.steps;
  m_generation = view.generation;
  m_run.withSnapshot(this, [this](const std::shared_ptr<const RunSnapshot>& run) { takeRun(run); });
}

void ProductPage::takeRun(const std::shared_ptr<const RunSnapshot>& run) {
  const std::shared_ptr<const Dataset>& data = m_run.data();
  const bool isFit = run && data && fits(run->network, *data),
             same = isFit && run == m_snapshot && m_data == data;
  m_data = data;
  m_snapshot = isFit ? run : nullptr;
  m_trouble = run && data && !isFit ? otherDataSentence() : QString();
  if (!m_snapshot) return forget();
  if (same) return;
  m_sources->setBench(enabledImperfections(m_snapshot->bench->design));
  setPlace(m_place);
  request();
}

void ProductPage::forget() {
  m_snapshot = nullptr;
  m_loader->drop();
  showProduct(nullptr);
}

// Within what the network and its data have.
void ProductPage::setPlace(const ProductPlace& place) {
  ProductPlace within = place;
  if (m_snapshot) {
    const std::vector<Layer>& layers = m_snapshot->network.layers;
    within.layer = std::min(place.layer, layers.size() - 1);
    within.neuron = std::min(place.neuron, static_cast<std::size_t>(layers[within.layer].neurons - 1));
    within.sample = std::min(place.sample, m_data->test.size() - 1);
  }
  const bool moved = !(within == m_place);
  m_place = within;
  refreshChooser();
  if (moved) request();
}

void ProductPage::refreshChooser() {
  if (!m_snapshot) return;
  m_filling = true;
  const std::vector<Layer>& layers = m_snapshot->network.layers;
  QStringList names;
  for (std::size_t l = 0; l < layers.size(); ++l)
    names << tr("%1: %2 → %3").arg(l).arg(layers[l].inputs).arg(layers[l].neurons);
  QStringList now;
  for (int i = 0; i < m_layer->count(); ++i) now << m_layer->itemText(i);
  if (now != names) {
    m_layer->clear();
    m_layer->addItems(names);
  }
  m_layer->setCurrentIndex(static_cast<int>(m_place.layer));
  m_neuron->setMaximum(layers[m_place.layer].neurons - 1);
  m_neuron->setValue(static_cast<int>(m_place.neuron));
  m_sample->setMaximum(static_cast<int>(m_data->test.size()) - 1);
  m_sample->setValue(static_cast<int>(m_place.sample));
  m_filling = false;
}

void ProductPage::request() {
  if (!m_snapshot || !m_data || !isActive()) return;
  std::optional<ImperfectionSet> on;
  if (!m_sources->isAsOnBench()) on = m_sources->on();
  m_loader->start({m_snapshot, m_data, m_place, on});
  refreshWords();
}

void ProductPage::poll() {
  const bool mayTake = !m_clock.isPlaying() && (m_follow->isChecked() || !m_run.isRunning());
  const bool rested = !m_sinceRun.isValid() || m_sinceRun.elapsed() > kTakeRunMs;
  if (m_due && (!m_snapshot || (mayTake && rested))) {
    askForRun();
    refreshWords();
  }
  if (const auto answer = m_loader->poll().answer) take(*answer);
}

void ProductPage::take(const Result<std::shared_ptr<const SeenProduct>>& answer) {
  m_trouble = answer ? QString() : shown(answer.error());
  showProduct(answer ? answer.value() : nullptr);
}

void ProductPage::showProduct(std::shared_ptr<const SeenProduct> product) {
  m_seen = std::move(product);
  if (m_seen) {
    const bool first = m_clock.slotCount() == 0;
    m_clock.setSlots(static_cast<int>(m_seen->slots()));
    if (m_arrival || first)
      m_clock.jump(std::min(m_arrival.value_or(m_clock.slotCount()), m_clock.slotCount()));
    m_arrival.reset();
  }
  m_view.benchScene().setWaves(m_seen && isActive() ? std::optional(m_seen->waves) : std::nullopt);
  m_strip->setProduct(m_seen);
  m_path->setProduct(m_seen, m_data ? classNames(*m_data) : QStringList());
  showMoment();
}

// Everything that is drawn of the position of the clock.
void ProductPage::showMoment() {
  const int done = m_clock.done();
  m_strip->setDone(done);
  m_pixels->setSlot(m_seen, done - 1);
  m_chain->setSlot(m_seen, done - 1);
  m_view.benchScene().setWaveMoment({m_clock.position(), m_clock.slotsPerSecond()});
  refreshWords();
}

QString ProductPage::numbers() const {
  return QTextDocumentFragment::fromHtml(m_numbers->text()).toPlainText();
}

void ProductPage::refreshWords() {
  const QString reason = sentence();
  m_sentence->setText(reason);
  m_pages->setCurrentIndex(reason.isEmpty() && m_seen ? 1 : 0);
  m_play->setText(m_clock.isPlaying() ? tr("Pause") : tr("Play"));
  m_play->setIcon(themedIcon(m_clock.isPlaying() ? QStringLiteral("pause") : QStringLiteral("play")));
  m_play->setToolTip(m_clock.isPlaying() ? tr("Stand at the end of this slot (Space)")
                                         : tr("Let the slots pass (Space)"));
  m_answer->setEnabled(m_seen != nullptr);
  m_asOnBench->setEnabled(!m_sources->isAsOnBench());
  if (!m_seen) return m_numbers->clear();
  const DotProduct& product = m_seen->product;
  const int done = m_clock.done();
  if (done == 0)
    return m_numbers->setText(tr("%1 slots of %2 · nothing is read yet")
                                  .arg(product.slots.size())
                                  .arg(shownQuantity(product.slotSeconds, Unit::Nanosecond, 4)));
  const DotProductSlot& slot = product.slots[static_cast<std::size_t>(done - 1)];
  const QString error = signedNumber(slot.reading - slot.exact, 3);
  if (m_clock.isAtEnd()) {
    const bool same =
        std::bit_cast<std::uint64_t>(slot.reading) == std::bit_cast<std::uint64_t>(product.engine);
    m_numbers->setText(tr("Read %1 = engine %2%3 · exact %4 · error %5")
                           .arg(strong(shownNumber(slot.reading, Unit::None, kBits)),
                                strong(shownNumber(product.engine, Unit::None, kBits)),
                                same ? tr(" (same bits)") : QString(),
                                strong(shownNumber(product.exact, Unit::None, 4)), strong(error)));
    return;
  }
  m_numbers->setText(tr("Slot %1 of %2 · x %3 · w %4 · reading %5 · exact %6 · error %7")
                         .arg(done)
                         .arg(product.slots.size())
                         .arg(strong(shownNumber(slot.x, Unit::None, 3)),
                              strong(shownNumber(slot.w, Unit::None, 3)),
                              strong(shownNumber(slot.reading, Unit::None, 4)),
                              strong(shownNumber(slot.exact, Unit::None, 4)), strong(error)));
}

// x of a later layer is what a neuron of the layer before has given.
void ProductPage::toSource(int slot) {
  if (!m_seen || m_seen->place.layer == 0) return;
  const std::size_t symbol = m_seen->symbolOf(static_cast<std::size_t>(slot));
  if (symbol >= static_cast<std::size_t>(m_seen->layers[m_seen->place.layer].inputs)) return;
  m_trail.push_back(m_seen->place);
  setPlace({m_seen->place.layer - 1, symbol, m_seen->place.sample});
}

void ProductPage::toAnswer() {
  if (!m_seen) return;
  const ProductPlace from = m_seen->place;
  if (from.layer + 1 == m_seen->layers.size())
    return setPlace({from.layer, static_cast<std::size_t>(answerOf(m_seen->product.outputs)), from.sample});
  ProductPlace to{from.layer + 1, 0, from.sample};
  const auto weighsLess = [](float a, float b) { return std::abs(a) < std::abs(b); };
  const std::vector<float>& weights = m_seen->nextWeights;
  to.neuron = static_cast<std::size_t>(std::max_element(weights.begin(), weights.end(), weighsLess) -
                                       weights.begin());
  if (!m_trail.empty()) {
    if (m_trail.back().layer == to.layer && m_trail.back().sample == to.sample)
      to.neuron = m_trail.back().neuron;
    m_trail.pop_back();
  }
  m_arrival = static_cast<int>(from.neuron) + 1;
  setPlace(to);
}

// In the passes under way: the neuron and the sample that are on the picked laser or pixel.
void ProductPage::takePick(const LaserChoice& at) {
  if (!isActive() || !m_seen || !m_snapshot || at.channel < 0) return;
  const OutputPlace& seen = m_seen->product.place;
  const std::size_t index = static_cast<std::size_t>(seen.cell);
  if (index >= m_snapshot->bench->hardware->cells.size()) return;  // another bench since
  const Cell& cell = m_snapshot->bench->cells.cells[index];
  const CellHardware& hardware = m_snapshot->bench->hardware->cells[index];
  const std::size_t firstOfBatch = m_seen->place.sample - static_cast<std::size_t>(seen.sample);
  if (m_place.sample < firstOfBatch) return;
  int neuron = static_cast<int>(m_place.neuron), sample = static_cast<int>(m_place.sample - firstOfBatch);
  const auto put = [](int& of, int channels, int channel) { of += channel - of % channels; };
  if (at.part == cell.synapseId) {
    put(neuron, hardware.synapses, at.channel);
  } else if (at.part == cell.axonId) {
    put(sample, hardware.axons, at.channel);
  } else if (at.part == cell.plusId || at.part == cell.minusId) {
    const std::optional<Link> link = cell.links.onPixel(at.part == cell.plusId, at.channel);
    if (!link) return;
    put(neuron, hardware.synapses, link->synapseChannel);
    put(sample, hardware.axons, link->axonChannel);
  }
  if (neuron < m_snapshot->network.layers[m_place.layer].neurons && sample < seen.samples)
    setPlace(
        {m_place.layer, static_cast<std::size_t>(neuron), firstOfBatch + static_cast<std::size_t>(sample)});
}

void ProductPage::keyPressEvent(QKeyEvent* event) {
  constexpr int kMany = 10;
  switch (event->key()) {
    case Qt::Key_Space:
      return m_clock.togglePlay();
    case Qt::Key_Left:
      return m_clock.step(-1);
    case Qt::Key_Right:
      return m_clock.step(1);
    case Qt::Key_PageUp:
      return m_clock.step(-kMany);
    case Qt::Key_PageDown:
      return m_clock.step(kMany);
    case Qt::Key_Home:
      return m_clock.jump(0);
    case Qt::Key_End:
      return m_clock.jump(m_clock.slotCount());
    case Qt::Key_Plus:
    case Qt::Key_Minus:
      return m_pace->setCurrentIndex(std::clamp(
          m_pace->currentIndex() + (event->key() == Qt::Key_Plus ? 1 : -1), 0, m_pace->count() - 1));
    default:
      return Page::keyPressEvent(event);
  }
}

}  // namespace lightloom::ui
