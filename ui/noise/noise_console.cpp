#include "noise/noise_console.h"

#include <QCheckBox>
#include <QEvent>
#include <QGridLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QProgressBar>
#include <QPushButton>
#include <QScrollArea>
#include <QShowEvent>
#include <QTabBar>
#include <QTabWidget>
#include <QTreeWidget>
#include <algorithm>
#include <cmath>

#include "document/comparison.h"
#include "document/document.h"
#include "document/run_controller.h"
#include "document/translate.h"
#include "export/manual/manual.h"
#include "manual/help_anchor.h"
#include "noise/budget_page.h"
#include "noise/share_delegate.h"
#include "panels/elided_label.h"
#include "report/imperfection_values.h"
#include "theme/theme.h"

namespace lightloom::ui {
namespace {

enum Column { kSource, kValue, kSigma, kShare, kLost, kColumns };
constexpr int kIndex = Qt::UserRole;  // of the source
constexpr int kOrder = Qt::UserRole + 2;
constexpr int kPollMs = 50;
constexpr int kSoonMs = 100;
constexpr int kDetailsLeast = 220, kDetailsMost = 372;
constexpr int kRowHeight = 18;
constexpr double kNegligible = 1e-12;  // share of the variance: rounding of a product that is exact

/// Rows are put in order by numbers, not by their texts.
class SourceItem : public QTreeWidgetItem {
 public:
  using QTreeWidgetItem::QTreeWidgetItem;
  bool operator<(const QTreeWidgetItem& other) const override {
    const int column = treeWidget()->sortColumn();
    return data(column, kOrder).toDouble() < other.data(column, kOrder).toDouble();
  }
};

const Parameter& settingOf(const Imperfection& imperfection) {
  const Parameter* row = findSetting(switchPath(imperfection));
  LL_CHECK(row != nullptr);
  return *row;
}

// The imperfection of a row.
const Imperfection& shownAt(const QTreeWidgetItem& item) {
  return *shownImperfections()[static_cast<std::size_t>(item.data(kSource, kIndex).toInt())];
}

QString points(double accuracy, bool sign = false) {
  const QString number = QLocale().toString(100 * std::fabs(accuracy), 'f', 2);
  if (number == QLocale().toString(0.0, 'f', 2)) return number;
  if (accuracy < 0) return QChar(0x2212) + number;
  return sign ? QLatin1Char('+') + number : number;
}

QString withError(double value, double error) {
  return NoiseConsole::tr("%1 ± %2").arg(points(value, true), points(error));
}

QString percent(double share) {
  const double size = std::fabs(share);
  const int digits = size > kNegligible && size < 0.1 ? 1 : 0;
  const QString number = QLocale().toString(100 * size, 'f', digits);
  return NoiseConsole::tr("%1 %").arg(share < 0 ? QChar(0x2212) + number : number);
}

QString partName(const Design& design, const std::string& id) {
  const ComponentPtr part = findComponent(design, id);
  return part ? shownName(*part) : fromStd(id);
}

// "Dark current 1 nA, Background 0 nW"; parts that differ: "Delay 0 ps / 3 ps".
QString shortValues(const std::vector<ImperfectionValue>& values) {
  QStringList out;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const Parameter* parameter = values[i].parameter;
    const bool again =
        std::any_of(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(i),
                    [&](const auto& before) { return before.parameter->key == parameter->key; });
    if (again) continue;
    QStringList each;
    for (const ImperfectionValue& value : values) {
      if (value.parameter->key != parameter->key) continue;
      const QString text = shownValueToRead(*value.parameter, value.value);
      if (!text.isEmpty() && !each.contains(text)) each << text;
    }
    if (!each.isEmpty())
      out << NoiseConsole::tr("%1 %2").arg(shownText(parameter->title), each.join(QStringLiteral(" / ")));
  }
  return out.join(QStringLiteral(", "));
}

QString valueText(const Imperfection& imperfection, const std::vector<ImperfectionValue>& values) {
  if (imperfection.places.empty()) return NoiseConsole::tr("follows from the light");
  if (values.empty()) return NoiseConsole::tr("no such part on this bench");
  return shortValues(values);
}

Result<std::optional<Ablation>> ablationOf(const AblationRequest& request, const std::stop_token& stop,
                                           const std::function<void(double)>& tell) {
  AblationOptions options;
  options.cancelled = [&stop] { return stop.stop_requested(); };
  options.onProgress = tell;
  return ablate(*request.run, *request.data, options);
}

}  // namespace

NoiseConsole::NoiseConsole(Document& document, RunController& run, Comparison& comparison, QWidget* parent)
    : Page(parent),
      m_document(document),
      m_run(run),
      m_comparison(comparison),
      m_ablation(ablationOf),
      m_all(new QCheckBox(tr("All sources"), this)),
      m_total(new ElidedLabel(this)),
      m_costs(new ElidedLabel(this)),
      m_progress(new QProgressBar(this)),
      m_measure(new QPushButton(this)),
      m_table(new QTreeWidget(this)),
      m_details(new QLabel),
      m_budget(new BudgetPage(document, run)),
      m_tabs(new QTabWidget(this)) {
  setObjectName(QStringLiteral("noiseConsole"));
  makeTable();
  m_tabs->setObjectName(QStringLiteral("noiseTabs"));
  m_tabs->setAccessibleName(tr("Noise"));
  m_tabs->setDocumentMode(true);
  m_tabs->tabBar()->setExpanding(false);
  m_tabs->addTab(makeSources(), tr("Sources"));
  m_tabs->addTab(m_budget, tr("Error budget"));
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(m_tabs);
  m_poll.setInterval(kPollMs);
  m_soon.setInterval(kSoonMs);
  m_soon.setSingleShot(true);
  connect(&m_poll, &QTimer::timeout, this, &NoiseConsole::poll);
  connect(&m_soon, &QTimer::timeout, this, &NoiseConsole::refresh);
  connect(&document, &Document::benchChanged, this, &NoiseConsole::refreshSoon);
  connect(&document, &Document::changed, this, [this](const DesignChange& change) {
    if (change.settings && isActive()) refreshSwitches();
  });
  connect(&comparison, &Comparison::figuresChanged, this, &NoiseConsole::refreshSoon);
  connect(&run, &RunController::stateChanged, this, &NoiseConsole::refreshSoon);
  connect(&run, &RunController::progressed, this, [this] {
    if (isActive()) refreshButton();
  });
  connect(&run, &RunController::costsChanged, this, [this] {
    if (m_measuredRun != m_run.runNumber()) m_ablation.stop();
    refreshSoon();
  });
  connect(m_budget, &BudgetPage::valueChosen, this, &NoiseConsole::valueChosen);
  connect(m_budget, &BudgetPage::problem, this, &NoiseConsole::problem);
  m_table->setCurrentItem(m_items.front());
  refreshButton();
}

QWidget* NoiseConsole::makeSources() {
  auto* sources = new QWidget(this);
  auto* layout = new QGridLayout(sources);
  layout->setContentsMargins(8, 4, 8, 6);
  layout->setHorizontalSpacing(10);
  layout->setVerticalSpacing(4);
  layout->addWidget(makeHeader(), 0, 0, 1, 2);
  layout->addWidget(m_table, 1, 0);
  layout->addWidget(makeDetails(), 1, 1);
  layout->setColumnStretch(0, 8);
  layout->setColumnStretch(1, 3);
  layout->setRowStretch(1, 1);
  return sources;
}

QWidget* NoiseConsole::makeHeader() {
  auto* header = new QWidget(this);
  auto* layout = new QHBoxLayout(header);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(12);
  m_all->setObjectName(QStringLiteral("noiseAll"));
  m_all->setAccessibleName(tr("All noise sources"));
  m_all->setToolTip(tr("Off: the bench computes exactly, whatever the switches below say"));
  connect(m_all, &QCheckBox::toggled, this, [this](bool on) {
    if (m_filling) return;
    DesignEdit edit = setSetting(m_document.design(), "noise.all", Value(on));
    edit.label = asMessage((on ? tr("Switch all noise on") : tr("Switch all noise off")).toStdString());
    m_document.push(edit);
  });
  m_total->setObjectName(QStringLiteral("noiseFigures"));
  m_total->setTextFormat(Qt::RichText);
  m_total->setToolTip(
      tr("Noise of one output of a layer in units of its weights, and signal over noise in "
         "power, over the whole network on this bench"));
  m_costs->setObjectName(QStringLiteral("noiseCosts"));
  m_costs->setTextFormat(Qt::RichText);
  m_costs->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
  m_costs->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);  // gives way first
  m_progress->setObjectName(QStringLiteral("noiseProgress"));
  m_progress->setAccessibleName(tr("Progress of the measurement"));
  m_progress->setTextVisible(false);
  m_progress->setFixedSize(110, 8);
  m_progress->setRange(0, 1000);
  m_progress->hide();
  m_measure->setObjectName(QStringLiteral("noiseMeasure"));
  m_measure->setAutoDefault(false);
  connect(m_measure, &QPushButton::clicked, this, &NoiseConsole::measure);
  layout->addWidget(m_all);
  layout->addWidget(m_total);
  layout->addWidget(m_costs, 1);
  layout->addWidget(m_progress);
  layout->addWidget(m_measure);
  return header;
}

void NoiseConsole::makeTable() {
  m_table->setObjectName(QStringLiteral("noiseSources"));
  m_table->setAccessibleName(tr("Noise sources"));
  m_table->setColumnCount(kColumns);
  m_table->setHeaderLabels(
      {tr("Source"), tr("Value"), tr("σ, units of w"), tr("Share of noise"), tr("Lost accuracy, points")});
  m_table->headerItem()->setToolTip(kSource, tr("Switches; every change can be undone"));
  m_table->headerItem()->setToolTip(kValue, tr("The parameters that set its size; a click goes to the part"));
  m_table->headerItem()->setToolTip(
      kSigma, tr("What the source adds to an output, in units of the weights that the hardware shows"));
  m_table->headerItem()->setToolTip(kShare, tr("Share of the variance; those that are on add to 100 %"));
  m_table->headerItem()->setToolTip(
      kLost, tr("Test accuracy that comes back when the source alone is switched off, with the same noise "
                "seed; ± one standard deviation from the samples whose answers change"));
  for (const int column : {kSigma, kShare, kLost})
    m_table->headerItem()->setTextAlignment(column, Qt::AlignRight | Qt::AlignVCenter);
  m_table->setRootIsDecorated(false);
  m_table->setUniformRowHeights(true);
  m_table->setItemDelegateForColumn(kShare, new ShareDelegate(0.68, m_table));
  m_table->setItemDelegateForColumn(kLost, new ShareDelegate(0.42, m_table));
  for (int i = 0; i < static_cast<int>(shownImperfections().size()); ++i) {
    auto* item = new SourceItem(m_table);
    const Parameter& setting = settingOf(*shownImperfections()[static_cast<std::size_t>(i)]);
    item->setText(kSource, shownText(setting.title));
    item->setToolTip(kSource, shownText(setting.help));
    item->setData(kSource, kIndex, i);
    item->setData(kSource, kHelpAnchorRole,
                  fromStd(imperfectionAnchor(shownImperfections()[static_cast<std::size_t>(i)]->key)));
    item->setData(kSource, kOrder, i);
    item->setFlags(item->flags() | Qt::ItemIsUserCheckable);
    item->setCheckState(kSource, Qt::Checked);
    item->setSizeHint(kSource, QSize(0, kRowHeight));
    for (const int column : {kSigma, kShare, kLost})
      item->setTextAlignment(column, Qt::AlignRight | Qt::AlignVCenter);
    m_items.push_back(item);
  }
  QHeaderView& header = *m_table->header();
  header.setStretchLastSection(false);
  header.setSectionResizeMode(kValue, QHeaderView::Stretch);
  header.setSectionsClickable(true);
  connect(&header, &QHeaderView::sectionClicked, this, &NoiseConsole::sortBy);
  connect(m_table, &QTreeWidget::itemChanged, this, &NoiseConsole::flip);
  connect(m_table, &QTreeWidget::itemClicked, this, &NoiseConsole::choose);
  connect(m_table, &QTreeWidget::currentItemChanged, this, &NoiseConsole::refreshDetails);
}

QWidget* NoiseConsole::makeDetails() {
  m_details->setObjectName(QStringLiteral("noiseDetails"));
  m_details->setAccessibleName(tr("Formula and source of the selected noise"));
  m_details->setTextFormat(Qt::RichText);
  m_details->setWordWrap(true);
  m_details->setAlignment(Qt::AlignTop | Qt::AlignLeft);
  m_details->setMargin(6);
  m_details->setTextInteractionFlags(Qt::TextBrowserInteraction);
  connect(m_details, &QLabel::linkActivated, this, [this](const QString& link) {
    Q_EMIT valueChosen(link.section(QLatin1Char('.'), 0, 0), link.section(QLatin1Char('.'), 1));
  });
  auto* area = new QScrollArea(this);
  area->setObjectName(QStringLiteral("noiseDetailsArea"));
  area->setAccessibleName(m_details->accessibleName());
  area->setWidget(m_details);
  area->setWidgetResizable(true);
  area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  area->setMinimumWidth(kDetailsLeast);
  area->setMaximumWidth(kDetailsMost);
  return area;
}

// Values get what the others leave: in a small window these come closer together.
void NoiseConsole::sizeColumns() {
  constexpr struct {
    Column column;
    int least, most;
  } kWidths[] = {{kSource, 190, 214}, {kSigma, 90, 96}, {kShare, 112, 140}, {kLost, 128, 172}};
  constexpr int kNarrow = 700, kWide = 980;
  const double share = qBound(0.0, (m_table->width() - kNarrow) / (kWide - 1.0 * kNarrow), 1.0);
  for (const auto& one : kWidths)
    m_table->setColumnWidth(one.column, one.least + static_cast<int>(share * (one.most - one.least)));
}

void NoiseConsole::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  layout()->activate();
  sizeColumns();
}

const NoiseContribution* NoiseConsole::contributionOf(const Imperfection& imperfection) const {
  const std::shared_ptr<const Report>& report = m_run.view().report;
  if (!report) return nullptr;
  const auto found = std::find_if(report->noise.begin(), report->noise.end(),
                                  [&](const NoiseContribution& row) { return row.key == imperfection.key; });
  return found == report->noise.end() ? nullptr : &*found;
}

const AblationRow* NoiseConsole::costsOf(const Imperfection& imperfection) const {
  if (!m_run.costs()) return nullptr;
  const std::vector<AblationRow>& rows = m_run.costs()->ablation.rows;
  const auto found = std::find_if(rows.begin(), rows.end(),
                                  [&](const AblationRow& row) { return row.key == imperfection.key; });
  return found == rows.end() ? nullptr : &*found;
}

bool NoiseConsole::costsAreOld() const {
  return m_run.costs() && !speaksOf(m_run.costs()->design, m_document.design());
}

void NoiseConsole::refreshSoon() {
  m_due = true;
  if (isActive() && !m_soon.isActive()) m_soon.start();
}

void NoiseConsole::refresh() {
  if (!isActive()) return;
  m_due = false;
  refreshSwitches();
  refreshNumbers();
  refreshCosts();
  refreshDetails();
}

void NoiseConsole::refreshSwitches() {
  m_filling = true;
  m_all->setChecked(settingSwitch(m_document.design(), "noise.all"));
  for (int i = 0; i < static_cast<int>(m_items.size()); ++i) refreshRow(i);
  m_filling = false;
}

void NoiseConsole::refreshRow(int source) {
  const Imperfection& imperfection = *shownImperfections()[static_cast<std::size_t>(source)];
  QTreeWidgetItem& item = *m_items[static_cast<std::size_t>(source)];
  const std::vector<ImperfectionValue> values = imperfectionValues(*m_document.bench(), imperfection);
  item.setCheckState(
      kSource, settingSwitch(m_document.design(), switchPath(imperfection)) ? Qt::Checked : Qt::Unchecked);
  item.setText(kValue, valueText(imperfection, values));
  item.setToolTip(kValue, item.text(kValue));
  item.setForeground(kValue, palette().brush(values.empty() ? QPalette::Disabled : QPalette::Active,
                                             values.empty() ? QPalette::Text : QPalette::Link));
  const bool on = enabledImperfections(m_document.design()).has(imperfection);
  const QBrush ink = palette().brush(on ? QPalette::Active : QPalette::Disabled, QPalette::Text);
  for (const int column : {kSource, kSigma, kShare}) item.setForeground(column, ink);
}

void NoiseConsole::refreshNumbers() {
  m_filling = true;
  const QString none = QStringLiteral("—");
  for (std::size_t i = 0; i < m_items.size(); ++i) {
    const NoiseContribution* row = contributionOf(*shownImperfections()[i]);
    const bool on = row && row->enabled;
    const bool felt = on && row->share > kNegligible;
    m_items[i]->setText(kSigma, on ? shownNumber(felt ? row->sigma : 0, Unit::None, 3) : none);
    m_items[i]->setText(kShare, on ? percent(row->share) : none);
    m_items[i]->setData(kShare, ShareDelegate::kBar, felt ? QVariant(row->share) : QVariant());
    m_items[i]->setData(kSigma, kOrder, on ? row->sigma : -1);
    m_items[i]->setData(kShare, kOrder, on ? row->share : -1);
  }
  m_filling = false;
  const std::shared_ptr<const Report>& report = m_run.view().report;
  if (!report || report->noise.empty()) return m_total->clear();
  double variance = 0;
  for (const NoiseContribution& row : report->noise) variance += row.sigma * row.sigma;
  m_total->setText(variance > 0 ? tr("σ %1 of w &nbsp;·&nbsp; signal to noise %2")
                                      .arg(strong(shownNumber(std::sqrt(variance), Unit::None, 3)),
                                           strong(shownNumber(report->snr, Unit::None, 3)) +
                                               m_comparison.beside(&Report::snr, Unit::None))
                                : tr("no noise"));
}

void NoiseConsole::setLost(QTreeWidgetItem& item, const AblationRow* row, double largest, bool old) {
  item.setText(kLost, row ? withError(row->gained, row->gainedError) : QString());
  const bool bar = row && largest > 0 && row->gained > 0;
  item.setData(kLost, ShareDelegate::kBar, bar ? QVariant(row->gained / largest) : QVariant());
  item.setData(kLost, kOrder, row ? row->gained : -2);
  QFont font = m_table->font();
  font.setBold(row && row->gained > 2 * row->gainedError);
  item.setFont(kLost, font);
  item.setForeground(kLost, palette().brush(old ? QPalette::Disabled : QPalette::Active, QPalette::Text));
}

void NoiseConsole::refreshCosts() {
  m_filling = true;
  double largest = 0;
  for (const Imperfection* imperfection : shownImperfections())
    if (const AblationRow* row = costsOf(*imperfection)) largest = std::max(largest, row->gained);
  const bool old = costsAreOld();
  for (std::size_t i = 0; i < m_items.size(); ++i)
    setLost(*m_items[i], costsOf(*shownImperfections()[i]), largest, old);
  m_filling = false;
  const bool numbers = m_run.data() && m_run.data()->classes == 0;
  m_table->headerItem()->setText(kLost, numbers ? tr("Lost R², points") : tr("Lost accuracy, points"));
  refreshButton();
}

QString NoiseConsole::obstacle() const {
  if (m_run.isLoadingData() || !m_run.data()) return tr("The data set is not loaded yet.");
  if (!m_run.hasTrained()) return tr("Train first: what a source costs is measured on a trained network.");
  if (m_run.state() == RunState::Held) return m_run.stateText();
  if (m_run.state() == RunState::Diverged) return tr("The training has diverged: nothing can be measured.");
  if (enabledImperfections(m_document.design()).empty()) return tr("Every source is off: nothing is lost.");
  return {};
}

// "95.03 % with all, 95.59 % with none: 0.56 ± 0.13 points lost"
QString NoiseConsole::costsText() const {
  const Ablation& costs = m_run.costs()->ablation;
  QStringList said;
  if (costsAreOld())
    said << QStringLiteral("<b style=\"color:%1\">%2</b>")
                .arg(meaningColours(isDark(palette())).warn.name(),
                     tr("Out of date: the design has changed.").toHtmlEscaped());
  said << tr("%1 % with all, %2 % with none: %3 points lost")
              .arg(points(costs.all), points(costs.none),
                   strong(tr("%1 ± %2").arg(points(costs.lost), points(costs.lostError))));
  return said.join(QLatin1Char(' '));
}

void NoiseConsole::refreshButton() {
  const QString why = obstacle();
  const bool measuring = isMeasuring();
  m_measure->setText(measuring ? tr("&Stop") : tr("&Measure lost accuracy"));
  m_measure->setAccessibleName(m_measure->text().remove(QLatin1Char('&')));
  m_measure->setEnabled(measuring || why.isEmpty());
  m_measure->setToolTip(
      measuring ? tr("Leave the measurement; what was measured before stays")
      : why.isEmpty()
          ? tr("Run the trained network through the test set with each source switched off in turn, and on "
               "alone, with the same noise seed. Training goes on meanwhile.")
          : why);
  m_progress->setVisible(measuring);
  if (measuring)
    m_costs->setText(m_stopped ? tr("Stopping…") : tr("Measuring…"));
  else if (m_run.costs())
    m_costs->setText(costsText());
  else
    m_costs->setText(why.toHtmlEscaped());
  const std::uint64_t steps = m_run.costs() ? m_run.costs()->ablation.steps : 0;
  m_costs->setToolTip(
      m_run.costs()
          ? tr("On %1 test samples, after %2 mini-batches; kept with the run. Weights stay as they "
               "are: a network that is trained without a source may win more.")
                .arg(shownCount(m_run.costs()->ablation.samples), shownCount(static_cast<double>(steps)))
          : QString());
}

QString NoiseConsole::costsOfText(const AblationRow& row) const {
  QStringList said{tr("Without it %1 % in place of %2 %: %3 points come back.")
                       .arg(points(row.without), points(m_run.costs()->ablation.all),
                            withError(row.gained, row.gainedError))};
  if (std::isfinite(row.share))
    said << tr("That is %1 ± %2 of what all cost together.").arg(percent(row.share), percent(row.shareError));
  if (row.gained < -2 * row.gainedError) said << tr("The network has learned to live with it.");
  said << tr("As the only source it costs %1 ± %2 points.")
              .arg(points(row.lostAlone), points(row.lostAloneError));
  return said.join(QLatin1Char(' '));
}

void NoiseConsole::refreshDetails() {
  const QTreeWidgetItem* item = m_table->currentItem();
  if (!item) return m_details->clear();
  const Imperfection& imperfection = shownAt(*item);
  QString text = paragraph(strong(item->text(kSource)));
  text += paragraph(shownText(imperfection.formula).toHtmlEscaped());
  text += paragraph(tr("After: %1").arg(shownText(imperfection.citation).toHtmlEscaped()));
  QStringList links;
  for (const ImperfectionValue& value : imperfectionValues(*m_document.bench(), imperfection)) {
    const QString shownAs = shownValueToRead(*value.parameter, value.value);
    const QString words =
        tr("%1: %2 %3")
            .arg(partName(m_document.bench()->design, value.part), shownText(value.parameter->title),
                 shownAs.isEmpty() ? tr("not set") : shownAs);
    links << QStringLiteral("<a href=\"%1.%2\">%3</a>")
                 .arg(fromStd(value.part), fromStd(value.parameter->key), words.toHtmlEscaped());
  }
  if (!links.isEmpty()) text += paragraph(links.join(QStringLiteral("<br>")));
  if (const AblationRow* row = costsOf(imperfection)) text += paragraph(costsOfText(*row).toHtmlEscaped());
  if (text != m_details->text()) m_details->setText(text);
}

void NoiseConsole::flip(QTreeWidgetItem* item, int column) {
  if (m_filling || column != kSource) return;
  const Imperfection& imperfection = shownAt(*item);
  const bool on = item->checkState(kSource) == Qt::Checked;
  DesignEdit edit = setSetting(m_document.design(), switchPath(imperfection), Value(on));
  edit.label = asMessage((on ? tr("Switch on %1") : tr("Switch off %1"))
                             .arg(shownText(settingOf(imperfection).title))
                             .toStdString());
  m_document.push(edit);
}

void NoiseConsole::choose(QTreeWidgetItem* item, int column) {
  if (column != kValue) return;
  const Imperfection& imperfection = shownAt(*item);
  const std::vector<ImperfectionValue> values = imperfectionValues(*m_document.bench(), imperfection);
  if (!values.empty())
    Q_EMIT valueChosen(fromStd(values.front().part), fromStd(values.front().parameter->key));
}

// Once: rows that jump while the training goes on could not be read.
void NoiseConsole::sortBy(int column) {
  if (column == kValue) return;
  m_table->header()->setSortIndicatorShown(column != kSource);
  m_table->sortItems(column, column == kSource ? Qt::AscendingOrder : Qt::DescendingOrder);
}

void NoiseConsole::measure() {
  if (isMeasuring()) {
    m_stopped = true;
    m_ablation.stop();
    return refreshButton();
  }
  if (!obstacle().isEmpty()) return;
  m_stopped = false;
  m_measuredRun = m_run.runNumber();
  m_progress->setValue(0);
  m_run.withSnapshot(this, [this](const std::shared_ptr<const RunSnapshot>& run) { measureOn(run); });
  m_poll.start();
  refreshButton();
}

void NoiseConsole::measureOn(const std::shared_ptr<const RunSnapshot>& run) {
  m_measured = run;
  if (m_measured && m_run.data() && !m_stopped) return m_ablation.start({m_measured, m_run.data()});
  m_poll.stop();
  refreshButton();
}

void NoiseConsole::poll() {
  const auto news = m_ablation.poll();
  if (!news.progress.empty()) m_progress->setValue(static_cast<int>(1000 * news.progress.back()));
  if (!news.answer) return;
  m_poll.stop();
  const Result<std::optional<Ablation>>& found = *news.answer;
  if (found && found.value() && m_measuredRun == m_run.runNumber())
    m_run.keepCosts(*m_measured->record, *found.value());
  if (!found) Q_EMIT problem(shown(found.error()));
  refreshButton();
  refreshSoon();
}

void NoiseConsole::refreshActive() {
  if (isActive() && m_due) refresh();
}

void NoiseConsole::applyColours() {
  if (isActive()) refresh();
}

}  // namespace lightloom::ui
