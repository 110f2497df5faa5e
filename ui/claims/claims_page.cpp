#include "claims/claims_page.h"

#include <QBoxLayout>
#include <QComboBox>
#include <QDir>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QStandardPaths>
#include <QTreeWidget>
#include <algorithm>

#include "design/edit.h"
#include "document/document.h"
#include "document/obstacle.h"
#include "document/run_controller.h"
#include "document/translate.h"
#include "export/claim_pages.h"
#include "export/figure_painter.h"
#include "files/program_files.h"
#include "files/safe_writer.h"
#include "panels/elided_label.h"
#include "panels/parameter_row.h"
#include "panels/plain_button.h"
#include "panels/problem_label.h"
#include "panels/save_dialog.h"
#include "theme/icons.h"
#include "theme/theme.h"

namespace lightloom::ui {
namespace {

enum ClaimColumn { kNews, kAbstract, kBenchGives, kVerdictWord, kCarriedBy, kClaimColumns };
constexpr int kClaimsPollMs = 30, kClaimsSoonMs = 100;
constexpr int kClaimRowHeight = 18;
constexpr char kMemorySetting[] = "energy.memory";

Result<std::vector<ClaimRow>> claimed(const ClaimsRequest& request, const std::stop_token&,
                                      const std::function<void(std::monostate)>&) {
  return claimsOf(request.design, *request.data);
}

QIcon iconOf(ClaimVerdict verdict, const QPalette& palette) {
  const MeaningColours colours = meaningColours(isDark(palette));
  switch (verdict) {
    case ClaimVerdict::Holds:
      return colouredIcon(QStringLiteral("ok"), colours.good);
    case ClaimVerdict::HoldsIf:
      return colouredIcon(QStringLiteral("warning"), colours.warn);
    case ClaimVerdict::DoesNot:
      break;
  }
  return colouredIcon(QStringLiteral("error"), colours.bad);
}

QString hereText(const ClaimRow& claim) {
  if (!claim.here) return QStringLiteral("—");
  const QString number = shownQuantity(*claim.here, claim.unit, 3);
  if (!claim.low || !claim.high) return number;
  return ClaimsPage::tr("%1 (%2 … %3)")
      .arg(number, shownNumber(*claim.low, claim.unit, 3), shownNumber(*claim.high, claim.unit, 3));
}

bool isAmong(const Message& message, const std::vector<Message>& messages) {
  return std::any_of(messages.begin(), messages.end(),
                     [&](const Message& other) { return other.id == message.id; });
}

}  // namespace

ClaimsPage::ClaimsPage(Document& document, RunController& run, QWidget* parent)
    : Page(parent),
      m_document(document),
      m_run(run),
      m_work(claimed),
      m_headline(new ElidedLabel(this)),
      m_against(new ProblemLabel(this)),
      m_memory(new QComboBox(this)),
      m_table(new QTreeWidget(this)),
      m_details(new QLabel) {
  setObjectName(QStringLiteral("claimsPage"));
  makeTable();
  auto* below = new QHBoxLayout;
  below->setSpacing(10);
  QWidget* header = makeHeader();
  below->addWidget(m_table, 8);
  below->addWidget(makeDetails(), 3);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(8, 4, 8, 6);
  layout->setSpacing(4);
  layout->addWidget(header);
  m_against->setObjectName(QStringLiteral("claimsAgainst"));
  layout->addWidget(m_against);
  layout->addLayout(below, 1);
  m_poll.setInterval(kClaimsPollMs);
  connect(&m_poll, &QTimer::timeout, this, &ClaimsPage::poll);
  m_soon.setInterval(kClaimsSoonMs);
  m_soon.setSingleShot(true);
  connect(&m_soon, &QTimer::timeout, this, &ClaimsPage::compute);
  connect(&document, &Document::benchChanged, this, &ClaimsPage::refreshSoon);
  connect(&run, &RunController::stateChanged, this, &ClaimsPage::refreshSoon);
  refreshMemory();
  refreshDetails();
}

QWidget* ClaimsPage::makeHeader() {
  auto* header = new QWidget(this);
  auto* layout = new QHBoxLayout(header);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(10);
  m_headline->setObjectName(QStringLiteral("claimsHeadline"));
  m_headline->setTextFormat(Qt::RichText);
  m_headline->setToolTip(
      tr("Of the design with the first weights of its network, as the command line has it"));
  const Parameter& memory = *findSetting(kMemorySetting);
  auto* title = new QLabel(shownText(memory.title), header);
  title->setBuddy(m_memory);
  m_memory->setObjectName(QStringLiteral("claimsMemory"));
  m_memory->setAccessibleName(shownText(memory.title));
  m_memory->setToolTip(
      tr("A setting of the design: where weights and activations come from. What it costs moves the verdicts "
         "on energy."));
  for (const std::string_view key : memory.enumerators) m_memory->addItem(shownEnumerator(key));
  guardWheel(m_memory);
  connect(m_memory, &QComboBox::activated, this, &ClaimsPage::chooseMemory);
  m_pdf = plainButton("claimsPdf", tr("Save as P&DF…"), tr("Save as PDF"),
                      tr("All claims with verdicts and reasons on two pages"));
  connect(m_pdf, &QPushButton::clicked, this, &ClaimsPage::savePdf);
  layout->addWidget(m_headline, 1);
  layout->addWidget(title);
  layout->addWidget(m_memory);
  layout->addWidget(m_pdf);
  return header;
}

void ClaimsPage::makeTable() {
  m_table->setObjectName(QStringLiteral("claimsTable"));
  m_table->setAccessibleName(tr("Claims and verdicts"));
  m_table->setColumnCount(kClaimColumns);
  m_table->setHeaderLabels({tr("What the news says"), tr("What the abstract says"), tr("This bench"),
                            QChar(0x2002) + tr("Verdict"), tr("If, or what speaks against it")});
  QTreeWidgetItem& header = *m_table->headerItem();
  header.setToolTip(kNews, tr("In the words of those who wrote about the publication"));
  header.setToolTip(kAbstract,
                    tr("The number that must be reached; where it stands is said beside the table"));
  header.setToolTip(kBenchGives, tr("What this bench gives now, with its range where it has one"));
  header.setToolTip(kVerdictWord,
                    tr("Holds: over the whole range, whatever is assumed. Holds if: as it stands, while what "
                       "the next column says is granted."));
  header.setToolTip(kCarriedBy, tr("What must be granted, or why there is no number"));
  header.setTextAlignment(kBenchGives, Qt::AlignRight | Qt::AlignVCenter);
  m_table->setRootIsDecorated(false);
  m_table->setUniformRowHeights(true);
  m_table->setIconSize(QSize(14, 14));
  QHeaderView& sections = *m_table->header();
  sections.setStretchLastSection(false);
  sections.setSectionsClickable(false);
  sections.setSectionResizeMode(kAbstract, QHeaderView::Stretch);
  sections.setSectionResizeMode(kCarriedBy, QHeaderView::Stretch);
  constexpr std::pair<ClaimColumn, int> kWidths[] = {{kNews, 124}, {kBenchGives, 142}, {kVerdictWord, 114}};
  for (const auto& [column, width] : kWidths) sections.resizeSection(column, width);
  connect(m_table, &QTreeWidget::currentItemChanged, this, &ClaimsPage::refreshDetails);
  connect(m_table, &QTreeWidget::itemActivated, this, &ClaimsPage::openBench);
}

QWidget* ClaimsPage::makeDetails() {
  m_details->setObjectName(QStringLiteral("claimDetails"));
  m_details->setAccessibleName(tr("The selected claim: sources, and how its number is computed"));
  m_details->setTextFormat(Qt::RichText);
  m_details->setWordWrap(true);
  m_details->setAlignment(Qt::AlignTop | Qt::AlignLeft);
  m_details->setMargin(6);
  m_details->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
  auto* area = new QScrollArea(this);
  area->setObjectName(QStringLiteral("claimDetailsArea"));
  area->setAccessibleName(m_details->accessibleName());
  area->setWidget(m_details);
  area->setWidgetResizable(true);
  area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  m_bench = plainButton("claimBench", tr("&Open the bench behind it"), tr("Open the bench behind it"), {});
  connect(m_bench, &QPushButton::clicked, this, &ClaimsPage::openBench);
  auto* out = new QWidget(this);
  out->setMinimumWidth(210);
  out->setMaximumWidth(400);
  auto* layout = new QVBoxLayout(out);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(4);
  layout->addWidget(area, 1);
  layout->addWidget(m_bench);
  return out;
}

void ClaimsPage::refreshSoon() {
  m_due = true;
  if (isActive() && !m_soon.isActive()) m_soon.start();
}

void ClaimsPage::compute() {
  if (!isActive()) return;
  m_due = false;
  refreshMemory();
  if (const QString trouble = computingObstacle(m_document, m_run); !trouble.isEmpty()) {
    m_trouble = trouble;
    m_answered = {};
    m_work.drop();
    m_poll.stop();
    return take({});
  }
  ClaimsRequest wanted{m_document.design(), m_run.data()};
  if (wanted == (m_poll.isActive() ? m_asked : m_answered)) return;
  m_trouble.clear();
  m_asked = std::move(wanted);
  m_work.start(m_asked);
  m_poll.start();
  refreshHeadline();
}

void ClaimsPage::poll() {
  auto news = m_work.poll();
  if (!news.answer) return;
  m_poll.stop();
  m_answered = m_asked;
  if (!*news.answer) m_trouble = shown(news.answer->error(), m_asked.design);
  take(*news.answer ? std::move(*news.answer).value() : std::vector<ClaimRow>());
}

void ClaimsPage::take(std::vector<ClaimRow> claims) {
  m_claims = std::move(claims);
  const int wanted = static_cast<int>(m_claims.size());
  while (m_table->topLevelItemCount() > wanted)
    delete m_table->takeTopLevelItem(m_table->topLevelItemCount() - 1);
  while (m_table->topLevelItemCount() < wanted) {
    auto* item = new QTreeWidgetItem(m_table);
    item->setSizeHint(kNews, QSize(0, kClaimRowHeight));
    item->setTextAlignment(kBenchGives, Qt::AlignRight | Qt::AlignVCenter);
  }
  for (int i = 0; i < wanted; ++i) fill(*m_table->topLevelItem(i), m_claims[static_cast<std::size_t>(i)]);
  if (wanted > 0 && !m_table->currentItem()) m_table->setCurrentItem(m_table->topLevelItem(0));
  refreshHeadline();
  refreshDetails();
}

// What speaks against every row stands above the table, once.
void ClaimsPage::fill(QTreeWidgetItem& item, const ClaimRow& claim) {
  item.setText(kNews, shownText(claim.news));
  item.setText(kAbstract, shownText(claim.claim));
  item.setText(kBenchGives, hereText(claim));
  item.setText(kVerdictWord, shownText(claimVerdictText(claim.verdict)));
  item.setIcon(kVerdictWord, iconOf(claim.verdict, palette()));
  const std::vector<Message> shared = sharedAssumptions(m_claims);
  QStringList own, all;
  for (const Message& assumption : claim.assumptions) {
    all << shown(assumption, m_answered.design);
    if (!isAmong(assumption, shared)) own << all.last();
  }
  if (claim.verdict == ClaimVerdict::DoesNot && claim.here) {
    const double most = std::max(*claim.here, claim.published),
                 least = std::min(*claim.here, claim.published);
    own.prepend(tr("Off by a factor of %1.").arg(shownNumber(most / least, Unit::None, 3)));
  }
  item.setText(kCarriedBy, own.join(QLatin1Char(' ')));
  for (const int column : {kNews, kAbstract, kBenchGives}) item.setToolTip(column, item.text(column));
  for (const int column : {kVerdictWord, kCarriedBy}) item.setToolTip(column, all.join(QLatin1Char('\n')));
}

void ClaimsPage::refreshHeadline() {
  m_pdf->setEnabled(!m_claims.empty());
  if (m_claims.empty()) m_against->setProblem({});
  if (!m_trouble.isEmpty()) return m_headline->setText(m_trouble.toHtmlEscaped());
  if (m_claims.empty()) return m_headline->setText(tr("Computing…"));
  const auto count = [&](ClaimVerdict verdict) {
    return QLocale().toString(static_cast<qlonglong>(std::count_if(
        m_claims.begin(), m_claims.end(), [&](const ClaimRow& claim) { return claim.verdict == verdict; })));
  };
  QStringList against;
  for (const Message& assumption : sharedAssumptions(m_claims))
    against << shown(assumption, m_answered.design);
  m_against->setProblem(against.isEmpty()
                            ? QString()
                            : tr("To be granted for every row: %1").arg(against.join(QLatin1Char(' '))));
  m_headline->setText(tr("Of %1 claims <b>%2</b> hold, <b>%3</b> hold if …, <b>%4</b> do not")
                          .arg(QLocale().toString(static_cast<int>(m_claims.size())),
                               count(ClaimVerdict::Holds), count(ClaimVerdict::HoldsIf),
                               count(ClaimVerdict::DoesNot)));
}

void ClaimsPage::refreshMemory() {
  const std::string now = settingText(m_document.design(), kMemorySetting);
  const auto& keys = findSetting(kMemorySetting)->enumerators;
  const auto found = std::find(keys.begin(), keys.end(), now);
  m_memory->setCurrentIndex(static_cast<int>(found - keys.begin()));
}

const ClaimRow* ClaimsPage::currentClaim() const {
  const int at = m_table->indexOfTopLevelItem(m_table->currentItem());
  return at >= 0 && at < static_cast<int>(m_claims.size()) ? &m_claims[static_cast<std::size_t>(at)]
                                                           : nullptr;
}

void ClaimsPage::setOffersBench(bool offers) {
  m_bench->setVisible(offers);
}

void ClaimsPage::refreshDetails() {
  const ClaimRow* claim = currentClaim();
  m_bench->setEnabled(claim != nullptr);
  m_bench->setToolTip(claim ? tr("Opens a copy of %1 in place of this bench").arg(fromStd(claim->design))
                            : tr("Choose a claim."));
  if (!claim) return m_details->clear();
  QString text = paragraph(strong(shownText(claim->claim)));
  text += paragraph(tr("The news: %1.").arg(shownText(claim->news)).toHtmlEscaped());
  text += paragraph(tr("%1: must be %2 %3, is %4.")
                        .arg(strong(shownText(claimVerdictText(claim->verdict))),
                             claim->atLeast ? tr("at least") : tr("at most"),
                             shownQuantity(claim->published, claim->unit, 3), hereText(*claim)));
  for (const Message& assumption : claim->assumptions)
    text += paragraph(QStringLiteral("• ") + shown(assumption, m_answered.design).toHtmlEscaped());
  text += paragraph(tr("This bench: %1.").arg(shownText(claim->source)).toHtmlEscaped());
  text += paragraph(tr("The claim: %1.").arg(fromStd(claim->publishedSource)).toHtmlEscaped());
  if (text != m_details->text()) m_details->setText(text);
}

void ClaimsPage::chooseMemory(int index) {
  const Parameter& memory = *findSetting(kMemorySetting);
  const std::string_view key = memory.enumerators[static_cast<std::size_t>(index)];
  DesignEdit edit = setSetting(m_document.design(), kMemorySetting, Value(std::string(key)));
  edit.label = asMessage(tr("Change %1").arg(shownText(memory.title)).toStdString());
  m_document.push(edit);
}

void ClaimsPage::openBench() {
  if (const ClaimRow* claim = currentClaim())
    Q_EMIT benchWanted(QString::fromStdString(examplePath(std::string(claim->design))));
}

Result<Done> ClaimsPage::writePdf(const QString& path) const {
  const QByteArray pdf = figurePdf(claimPages(m_claims, m_answered.design),
                                   {{"program", programVersion()}, {"design", m_answered.design.name}});
  const Result<SavedFile> saved = saveFile(path.toStdString(), pdf.toStdString());
  if (!saved) return saved.error();
  return Done();
}

void ClaimsPage::savePdf() {
  const QDir folder(QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation));
  const QString path =
      chooseFileToSave(this, tr("Save the claims"), folder.filePath(QStringLiteral("claims.pdf")),
                       {{tr("PDF"), QStringLiteral("pdf")}});
  if (path.isEmpty()) return;
  if (const Result<Done> written = writePdf(path); !written) Q_EMIT problem(shown(written.error()));
}

void ClaimsPage::refreshActive() {
  if (isActive() && m_due) compute();
}

void ClaimsPage::applyColours() {
  take(std::move(m_claims));
}

}  // namespace lightloom::ui
