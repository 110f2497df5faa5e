#include "energy/ledger_table.h"

#include <QBoxLayout>
#include <QComboBox>
#include <QHeaderView>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QScrollArea>
#include <QTreeWidget>
#include <algorithm>
#include <cmath>

#include "document/comparison.h"
#include "document/document.h"
#include "document/obstacle.h"
#include "document/run_controller.h"
#include "document/translate.h"
#include "noise/share_delegate.h"
#include "panels/elided_label.h"
#include "panels/parameter_row.h"
#include "panels/plain_button.h"
#include "study/ablation.h"
#include "theme/theme.h"

namespace lightloom::ui {
namespace {

enum LedgerColumn { kItem, kEnergy, kShareBar, kRange, kPaid, kSharedBy, kOrigin, kLedgerColumns };
constexpr int kLedgerPollMs = 50;
constexpr int kLedgerRowHeight = 18;
constexpr int kChoiceWhole = 0;

Result<std::optional<Halving>> halvingOf(const HalvingRequest& request, const std::stop_token& stop,
                                         const std::function<void(double)>& tell) {
  HalvingOptions options;
  options.cancelled = [&stop] { return stop.stop_requested(); };
  options.onProgress = tell;
  return whatHalves(request.design, *request.data, request.row, options);
}

// In the unit that suits it: 2 pJ, 5 aJ, 1.2 mW.
QString paidText(const EnergyRow& row) {
  if (row.per == CostPer::Time) return shownPower(row.cost);
  const Unit unit = row.cost >= 0.1e-12   ? Unit::Picojoule
                    : row.cost >= 0.1e-15 ? Unit::Femtojoule
                                          : Unit::Attojoule;
  return shownQuantity(row.cost, unit, 3);
}

QString sharedText(const EnergyRow& row) {
  const QString count =
      std::isfinite(row.count) ? shownNumber(row.count, Unit::None, 3) : QStringLiteral("∞");
  switch (row.per) {
    case CostPer::WeightSymbol:
      return LedgerTable::tr("%1 samples (B)").arg(count);
    case CostPer::AxonSymbol:
      return LedgerTable::tr("%1 neurons (F)").arg(count);
    case CostPer::Output:
      return LedgerTable::tr("%1 slots (N)").arg(count);
    case CostPer::Time:
      return LedgerTable::tr("%1 OP/s").arg(count);
  }
  return count;
}

QString formulaText(const EnergyRow& row) {
  switch (row.per) {
    case CostPer::WeightSymbol:
      return LedgerTable::tr("%1 for each symbol of a synapse, shared by %2 multiplications: ½ E/B")
          .arg(paidText(row), shownNumber(row.count, Unit::None, 4));
    case CostPer::AxonSymbol:
      return LedgerTable::tr("%1 for each symbol of an axon, shared by %2 multiplications: ½ E/F")
          .arg(paidText(row), shownNumber(row.count, Unit::None, 4));
    case CostPer::Output:
      return LedgerTable::tr("%1 for each read-out, shared by %2 multiplications: ½ E/N")
          .arg(paidText(row), shownNumber(row.count, Unit::None, 4));
    case CostPer::Time:
      return LedgerTable::tr("%1 as long as the bench runs, over %2 operations a second: P/OPS")
          .arg(paidText(row), shownNumber(row.count, Unit::None, 4));
  }
  return {};
}

QString productText(const EnergyProduct& product) {
  const QString layer = QLocale().toString(product.layer + 1);
  switch (product.kind) {
    case ProductKind::Forward:
      return LedgerTable::tr("Layer %1: Y = W X").arg(layer);
    case ProductKind::InputGradient:
      return LedgerTable::tr("Layer %1: dX = Wᵀ dY").arg(layer);
    case ProductKind::WeightGradient:
      return LedgerTable::tr("Layer %1: dW = dY Xᵀ").arg(layer);
  }
  return layer;
}

QString presetText(std::string_view id) {
  QString name = fromStd(id).toUpper();
  name.replace(QLatin1String("INF"), QStringLiteral("∞"));
  return LedgerTable::tr("%1: reconstruction after Chen 2023").arg(name);
}

QString energyText(double joulesPerOp) {
  return shownQuantity(joulesPerOp, Unit::FemtojoulePerOp, 4);
}

// The parameter behind a path, and the name of its part; a setting has none.
std::pair<const Parameter*, QString> behind(const Design& design, const std::string& path) {
  if (const Parameter* setting = findSetting(path)) return {setting, {}};
  const std::string id = path.substr(0, path.find('.'));
  const ComponentPtr part = findComponent(design, id);
  const Kind* kind = part ? findKind(part->kind) : nullptr;
  if (!kind) return {nullptr, {}};
  return {findParameter(parametersOf(*kind), path.substr(id.size() + 1)), shownName(*part)};
}

QString firstPath(const std::string& lever) {
  return fromStd(lever.substr(0, lever.find(' ')));
}

}  // namespace

LedgerTable::LedgerTable(Document& document, RunController& run, Comparison& comparison, QWidget* parent)
    : QWidget(parent),
      m_document(document),
      m_run(run),
      m_comparison(comparison),
      m_work(halvingOf),
      m_choice(new QComboBox(this)),
      m_headline(new ElidedLabel(this)),
      m_progress(new QProgressBar(this)),
      m_halve(plainButton("energyHalve", {}, {}, {})),
      m_table(new QTreeWidget(this)),
      m_details(new QLabel) {
  setObjectName(QStringLiteral("ledgerTab"));
  makeTable();
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(8, 4, 8, 6);
  layout->setSpacing(4);
  layout->addWidget(makeHeader());
  auto* below = new QHBoxLayout;
  below->setSpacing(10);
  below->addWidget(m_table, 8);
  below->addWidget(makeDetails(), 3);
  layout->addLayout(below, 1);
  m_poll.setInterval(kLedgerPollMs);
  connect(&m_poll, &QTimer::timeout, this, &LedgerTable::poll);
  connect(&document, &Document::opened, this, [this] {
    m_work.drop();
    m_poll.stop();
    m_halvings.clear();
    m_choice->setCurrentIndex(kChoiceWhole);
  });
  refreshButton();
}

QWidget* LedgerTable::makeHeader() {
  auto* header = new QWidget(this);
  auto* layout = new QHBoxLayout(header);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(10);
  m_choice->setObjectName(QStringLiteral("energyOf"));
  m_choice->setAccessibleName(tr("Whose ledger is shown"));
  m_choice->setToolTip(
      tr("The running network, one of its products, or a reference operating point: "
         "arithmetic alone, without a leader"));
  m_choice->setMinimumWidth(190);
  guardWheel(m_choice);
  m_choice->addItem(tr("The running network"));
  connect(m_choice, &QComboBox::currentIndexChanged, this, [this] {
    if (!m_filling) refresh();
  });
  m_headline->setObjectName(QStringLiteral("energyHeadline"));
  m_headline->setTextFormat(Qt::RichText);
  m_headline->setToolTip(
      tr("Sum of the rows, and of their ranges: by what each number rests on, or as it is "
         "stated. A multiplication and its addition are two operations."));
  m_progress->setObjectName(QStringLiteral("energyProgress"));
  m_progress->setAccessibleName(tr("Progress of the search"));
  m_progress->setTextVisible(false);
  m_progress->setFixedSize(110, 8);
  m_progress->setRange(0, 1000);
  m_progress->hide();
  connect(m_halve, &QPushButton::clicked, this, &LedgerTable::toggle);
  layout->addWidget(m_choice);
  layout->addWidget(m_headline, 1);
  layout->addWidget(m_progress);
  layout->addWidget(m_halve);
  return header;
}

void LedgerTable::makeTable() {
  m_table->setObjectName(QStringLiteral("energyLedger"));
  m_table->setAccessibleName(tr("Energy ledger"));
  m_table->setColumnCount(kLedgerColumns);
  m_table->setHeaderLabels(
      {tr("Item"), tr("fJ/OP"), tr("Share"), tr("Range"), tr("Paid"), tr("Shared by"), tr("Origin")});
  QTreeWidgetItem& header = *m_table->headerItem();
  header.setToolTip(kItem, tr("A click goes to the part that causes it"));
  header.setToolTip(kEnergy, tr("Energy per operation; the rows add to the headline"));
  header.setToolTip(kShareBar, tr("Share of the energy"));
  header.setToolTip(kRange, tr("By what the number rests on, or as it is stated"));
  header.setToolTip(kPaid, tr("Energy of one symbol or read-out; of the leader its whole power"));
  header.setToolTip(kSharedBy, tr("How many multiplications share what is paid, padding taken off; of the "
                                  "leader the operations a second"));
  header.setToolTip(kOrigin, tr("What the number rests on; its source stands beside the table"));
  for (const int column : {kEnergy, kShareBar, kRange, kPaid, kSharedBy})
    header.setTextAlignment(column, Qt::AlignRight | Qt::AlignVCenter);
  m_table->setRootIsDecorated(false);
  m_table->setUniformRowHeights(true);
  m_table->setItemDelegateForColumn(kShareBar, new ShareDelegate(0.6, m_table));
  QHeaderView& sections = *m_table->header();
  sections.setStretchLastSection(false);
  sections.setSectionsClickable(false);
  sections.setSectionResizeMode(kItem, QHeaderView::Stretch);
  constexpr std::pair<LedgerColumn, int> kWidths[] = {{kEnergy, 62}, {kShareBar, 100}, {kRange, 88},
                                                      {kPaid, 66},   {kSharedBy, 122}, {kOrigin, 78}};
  for (const auto& [column, width] : kWidths) sections.resizeSection(column, width);
  connect(m_table, &QTreeWidget::currentItemChanged, this, [this] {
    if (m_filling) return;
    refreshDetails();
    refreshButton();
  });
  const auto choose = [this] {
    const EnergyRow* row = currentRow();
    if (row && !row->levers.empty()) Q_EMIT pathChosen(firstPath(row->levers.front()));
  };
  connect(m_table, &QTreeWidget::itemClicked, this, choose);
  connect(m_table, &QTreeWidget::itemActivated, this, choose);
}

QWidget* LedgerTable::makeDetails() {
  m_details->setObjectName(QStringLiteral("energyDetails"));
  m_details->setAccessibleName(tr("Formula, source and levers of the selected row"));
  m_details->setTextFormat(Qt::RichText);
  m_details->setWordWrap(true);
  m_details->setAlignment(Qt::AlignTop | Qt::AlignLeft);
  m_details->setMargin(6);
  m_details->setTextInteractionFlags(Qt::TextBrowserInteraction);
  connect(m_details, &QLabel::linkActivated, this, &LedgerTable::pathChosen);
  auto* area = new QScrollArea(this);
  area->setObjectName(QStringLiteral("energyDetailsArea"));
  area->setAccessibleName(m_details->accessibleName());
  area->setWidget(m_details);
  area->setWidgetResizable(true);
  area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  area->setMinimumWidth(210);
  area->setMaximumWidth(400);
  return area;
}

// The network, its products, the presets.
void LedgerTable::refreshChoice() {
  QStringList wanted{tr("The running network")};
  if (const std::shared_ptr<const Report>& report = m_run.view().report)
    for (const EnergyProduct& product : report->energy.products) wanted << productText(product);
  for (const EnergyPreset& preset : energyPresets()) wanted << presetText(preset.id);
  QStringList now;
  for (int i = 0; i < m_choice->count(); ++i) now << m_choice->itemText(i);
  if (wanted == now) return;
  const QString chosen = m_choice->currentText();
  m_choice->clear();
  m_choice->addItems(wanted);
  m_choice->setCurrentIndex(std::max(kChoiceWhole, static_cast<int>(wanted.indexOf(chosen))));
}

std::vector<EnergyRow> LedgerTable::shownRows() const {
  const std::shared_ptr<const Report>& report = m_run.view().report;
  const std::size_t products = report ? report->energy.products.size() : 0;
  const auto choice = static_cast<std::size_t>(std::max(0, m_choice->currentIndex()));
  if (choice > products) {
    const std::span<const EnergyPreset> presets = energyPresets();
    const EnergyPreset& preset = presets[std::min(choice - products - 1, presets.size() - 1)];
    return fullLayerEnergy(presetInputs(preset), preset.slots).rows;
  }
  if (!report || m_document.bench()->hardware->cannotCompute) return {};
  std::vector<EnergyRow> rows = report->energy.rows;
  if (choice == kChoiceWhole) return rows;
  // Of one product the numbers per operation change, and with them how many share what is paid.
  const EnergyProduct& product = report->energy.products[choice - 1];
  for (std::size_t i = 0; i < rows.size() && i < product.rowJoulesPerOp.size(); ++i) {
    EnergyRow& row = rows[i];
    const double now = product.rowJoulesPerOp[i], times = row.joulesPerOp > 0 ? now / row.joulesPerOp : 0;
    row.lowJoulesPerOp *= times;
    row.highJoulesPerOp *= times;
    row.count = times > 0 ? row.count / times : 0;
    row.joulesPerOp = now;
    row.share = product.joulesPerOp > 0 ? now / product.joulesPerOp : 0;
  }
  return rows;
}

void LedgerTable::fill(QTreeWidgetItem& item, const EnergyRow& row) {
  item.setText(kItem, shown(row.label));
  item.setText(kEnergy, shownNumber(row.joulesPerOp, Unit::FemtojoulePerOp, 3));
  item.setText(kShareBar, tr("%1 %").arg(shownFixed(100 * row.share, row.share < 0.0995 ? 1 : 0)));
  item.setData(kShareBar, ShareDelegate::kBar, row.share);
  item.setText(kRange, tr("%1 … %2").arg(shownNumber(row.lowJoulesPerOp, Unit::FemtojoulePerOp, 2),
                                         shownNumber(row.highJoulesPerOp, Unit::FemtojoulePerOp, 2)));
  item.setText(kPaid, paidText(row));
  item.setText(kSharedBy, sharedText(row));
  item.setText(kOrigin, row.relativeError > 0
                            ? tr("± %1 %").arg(shownNumber(100 * row.relativeError, Unit::None, 2))
                            : shownProvenance(row.provenance));
  item.setToolTip(kItem, item.text(kItem));
  item.setToolTip(kOrigin, shownText(row.citation));
}

void LedgerTable::refresh() {
  m_filling = true;
  refreshChoice();
  m_rows = shownRows();
  const int at = m_table->indexOfTopLevelItem(m_table->currentItem());
  const int wanted = static_cast<int>(m_rows.size());
  while (m_table->topLevelItemCount() > wanted)
    delete m_table->takeTopLevelItem(m_table->topLevelItemCount() - 1);
  while (m_table->topLevelItemCount() < wanted) {
    auto* item = new QTreeWidgetItem(m_table);
    item->setSizeHint(kItem, QSize(0, kLedgerRowHeight));
    for (const int column : {kEnergy, kShareBar, kRange, kPaid, kSharedBy})
      item->setTextAlignment(column, Qt::AlignRight | Qt::AlignVCenter);
  }
  for (int i = 0; i < wanted; ++i) fill(*m_table->topLevelItem(i), m_rows[static_cast<std::size_t>(i)]);
  if (wanted > 0) m_table->setCurrentItem(m_table->topLevelItem(std::clamp(at, 0, wanted - 1)));
  m_filling = false;
  refreshHeadline();
  refreshDetails();
  refreshButton();
}

void LedgerTable::refreshHeadline() {
  const std::shared_ptr<const Report>& report = m_run.view().report;
  if (m_rows.empty()) {
    std::optional<Message> why = m_document.bench()->hardware->cannotCompute;
    if (!why && report) why = report->whyNoNetwork();
    return m_headline->setText((why ? shown(*why) : tr("No network runs yet.")).toHtmlEscaped());
  }
  double sum = 0, low = 0, high = 0;
  for (const EnergyRow& row : m_rows) {
    sum += row.joulesPerOp;
    low += row.lowJoulesPerOp;
    high += row.highJoulesPerOp;
  }
  QString text = tr("%1 (%2 … %3)")
                     .arg(strong(energyText(sum)), shownNumber(low, Unit::FemtojoulePerOp, 3),
                          shownNumber(high, Unit::FemtojoulePerOp, 3));
  const int choice = m_choice->currentIndex();
  const BenchState* before = m_comparison.reference();
  if (choice == kChoiceWhole && before && before->report)
    text += besideText(sum, before->report->energy.totalJoulesPerOp, Unit::FemtojoulePerOp);
  const int products = report ? static_cast<int>(report->energy.products.size()) : 0;
  if (choice > kChoiceWhole && choice <= products) {
    const EnergyProduct& product = report->energy.products[static_cast<std::size_t>(choice - 1)];
    text += QStringLiteral(" &nbsp;·&nbsp; ") + tr("%1 % of the energy, %2 % of the channels in use")
                                                    .arg(shownNumber(100 * product.share, Unit::None, 3),
                                                         shownNumber(100 * product.used, Unit::None, 3));
  } else if (choice == kChoiceWhole && report && std::isfinite(report->powerW)) {
    text += QStringLiteral(" &nbsp;·&nbsp; ") +
            tr("%1, %2 OP/s")
                .arg(strong(shownPower(report->powerW)),
                     strong(shownNumber(report->energy.opsPerS, Unit::None, 3)));
  }
  m_headline->setText(text);
}

const EnergyRow* LedgerTable::currentRow() const {
  const int at = m_table->indexOfTopLevelItem(m_table->currentItem());
  return at >= 0 && at < static_cast<int>(m_rows.size()) ? &m_rows[static_cast<std::size_t>(at)] : nullptr;
}

QString LedgerTable::leversText(const EnergyRow& row) const {
  const Design& design = m_document.design();
  QStringList links;
  for (const std::string& lever : row.levers) {
    const QString path = firstPath(lever);
    const auto [parameter, part] = behind(design, path.toStdString());
    if (!parameter) continue;
    const QString title = shownText(parameter->title);
    links << QStringLiteral("<a href=\"%1\">%2</a>")
                 .arg(path, (part.isEmpty() ? title : tr("%1: %2").arg(part, title)).toHtmlEscaped());
  }
  return links.join(QStringLiteral("<br>"));
}

QString LedgerTable::halvingText(const Halving& halving) const {
  if (!halving.value) {
    return tr("<b>Nothing alone does</b> within its limits; %n value(s) tried.", nullptr,
              static_cast<int>(halving.tried.size()));
  }
  const HalvingValue& value = *halving.value;
  QStringList names;
  for (const std::string& path : value.paths) {
    const auto [parameter, part] = behind(m_document.design(), path);
    if (!parameter) continue;
    const QString title = shownText(parameter->title);
    names << (part.isEmpty() ? title : tr("%1: %2").arg(part, title)).toHtmlEscaped();
  }
  QString out = tr("%1 from %2 to %3 halves it.")
                    .arg(strong(names.join(QStringLiteral(", "))), shownQuantity(value.from, value.unit, 4),
                         strong(shownQuantity(value.to, value.unit, 4)));
  out +=
      QLatin1Char(' ') + tr("All rows then: %1 in place of %2.")
                             .arg(energyText(value.totalJoulesPerOp), energyText(halving.totalJoulesPerOp));
  if (std::isfinite(value.snr) && std::isfinite(halving.snr))
    out += QLatin1Char(' ') +
           tr("Signal to noise, first weights: %1 in place of %2.")
               .arg(shownNumber(value.snr, Unit::None, 3), shownNumber(halving.snr, Unit::None, 3));
  if (value.trouble)
    out += QStringLiteral("<br><b style=\"color:%1\">%2</b>")
               .arg(meaningColours(isDark(palette())).bad.name(),
                    tr("But: %1").arg(shown(*value.trouble, m_document.design())).toHtmlEscaped());
  return out;
}

void LedgerTable::refreshDetails() {
  const EnergyRow* row = currentRow();
  if (!row) return m_details->clear();
  QString text = paragraph(strong(shown(row->label)));
  const auto found = m_halvings.find(row->key);
  if (found != m_halvings.end() && m_choice->currentIndex() == kChoiceWhole) {
    if (!speaksOf(m_halved, m_document.design()))
      text += paragraph(QStringLiteral("<b style=\"color:%1\">%2</b>")
                            .arg(meaningColours(isDark(palette())).warn.name(),
                                 tr("Out of date: the design has changed.").toHtmlEscaped()));
    text += paragraph(halvingText(found->second));
  }
  text += paragraph(formulaText(*row).toHtmlEscaped());
  const QString levers = leversText(*row);
  if (!levers.isEmpty()) text += paragraph(levers);
  if (!row->citation.empty())
    text += paragraph(
        tr("%1: %2").arg(shownProvenance(row->provenance), shownText(row->citation)).toHtmlEscaped());
  if (text != m_details->text()) m_details->setText(text);
}

QString LedgerTable::obstacle() const {
  if (m_choice->currentIndex() != kChoiceWhole)
    return tr("Choose the running network: its values can change.");
  if (const QString obstacle = computingObstacle(m_document, m_run); !obstacle.isEmpty()) return obstacle;
  const EnergyRow* row = currentRow();
  if (!row) return tr("No network runs yet.");
  if (row->levers.empty()) return tr("The rows of a preset have no part that could be changed.");
  if (row->joulesPerOp <= 0) return tr("This row costs nothing.");
  return {};
}

void LedgerTable::refreshButton() {
  const QString why = obstacle();
  const bool searching = isSearching();
  m_halve->setText(searching ? tr("&Stop") : tr("What would &halve it?"));
  m_halve->setAccessibleName(m_halve->text().remove(QLatin1Char('&')));
  m_halve->setEnabled(searching || why.isEmpty());
  m_halve->setToolTip(
      searching ? tr("Leave the search")
      : why.isEmpty()
          ? tr("Looks for one value of the parts behind the selected row that alone brings it to half, "
               "compiling the bench anew for each that it tries. Training goes on meanwhile.")
          : why);
  m_progress->setVisible(searching);
}

void LedgerTable::toggle() {
  if (isSearching()) {
    m_work.drop();
    m_poll.stop();
    return refreshButton();
  }
  const EnergyRow* row = currentRow();
  if (!row || !obstacle().isEmpty()) return;
  m_searching = m_document.design();
  m_progress->setValue(0);
  m_work.start({m_searching, m_run.data(), row->key});
  m_poll.start();
  refreshButton();
}

void LedgerTable::poll() {
  const auto news = m_work.poll();
  if (!news.progress.empty()) m_progress->setValue(static_cast<int>(1000 * news.progress.back()));
  if (!news.answer) return;
  m_poll.stop();
  const Result<std::optional<Halving>>& found = *news.answer;
  if (!found) Q_EMIT problem(shown(found.error()));
  if (found && found.value()) {
    if (!speaksOf(m_halved, m_searching)) m_halvings.clear();
    m_halved = m_searching;
    m_halvings[found.value()->row] = *found.value();
  }
  refreshDetails();
  refreshButton();
}

}  // namespace lightloom::ui
