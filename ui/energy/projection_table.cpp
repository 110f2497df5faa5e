#include "energy/projection_table.h"

#include <QBoxLayout>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QTreeWidget>
#include <algorithm>
#include <cmath>
#include <limits>

#include "document/document.h"
#include "document/obstacle.h"
#include "document/run_controller.h"
#include "document/translate.h"
#include "panels/elided_label.h"
#include "panels/parameter_row.h"
#include "panels/problem_label.h"

namespace lightloom::ui {
namespace {

enum ProjectionColumn {
  kWho,
  kPerOp,
  kWords,
  kFullUse,
  kInUse,
  kHowMany,
  kWholeArea,
  kWholePower,
  kPasses,
  kAlone,
  kProjectionColumns
};
constexpr int kProjectionPollMs = 30;
constexpr int kProjectionRowHeight = 18;
constexpr double kPercent = 100;

Result<Projection> projectedBeside(const ProjectionRequest& request, const std::stop_token&,
                                   const std::function<void(std::monostate)>&) {
  return projectionOf(request.design, *request.data, request.options);
}

QString scaled(const ScaledNumber& number) {
  if (!std::isfinite(number.value)) return QStringLiteral("—");
  return ProjectionTable::tr("%1 %2").arg(shownNumber(number.value, Unit::None, 3), fromStd(number.unit));
}

QString countOf(double count) {
  return std::isfinite(count) ? shownNumber(count, Unit::None, 3) : QStringLiteral("—");
}

// kW and MW where W would have many digits.
QString powerOf(double watts) {
  if (watts >= 1e6) return ProjectionTable::tr("%1 MW").arg(shownNumber(watts / 1e6, Unit::None, 3));
  if (watts >= 1e3) return ProjectionTable::tr("%1 kW").arg(shownNumber(watts / 1e3, Unit::None, 3));
  if (watts >= 1) return ProjectionTable::tr("%1 W").arg(shownNumber(watts, Unit::None, 3));
  return shownPower(watts);
}

}  // namespace

ProjectionTable::ProjectionTable(Document& document, RunController& run, QWidget* parent)
    : QWidget(parent),
      m_document(document),
      m_run(run),
      m_work(projectedBeside),
      m_model(new QComboBox(this)),
      m_weights(makeCount("projectionWeights", tr("Weights of your own model"),
                          tr("How many weights your model has, such as 7e9"))),
      m_tokens(makeCount("projectionTokens", tr("Tokens of your own model"),
                         tr("On how many tokens it is trained; empty: 20 for each weight"))),
      m_utilisation(new QDoubleSpinBox(this)),
      m_days(new QDoubleSpinBox(this)),
      m_summary(new ElidedLabel(this)),
      m_fault(new ProblemLabel(this)),
      m_table(new QTreeWidget(this)) {
  setObjectName(QStringLiteral("projectionTab"));
  m_fault->setObjectName(QStringLiteral("projectionFault"));
  makeTable();
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(8, 4, 8, 6);
  layout->setSpacing(4);
  layout->addWidget(makeHeader());
  layout->addWidget(m_fault);
  layout->addWidget(m_table, 1);
  m_poll.setInterval(kProjectionPollMs);
  connect(&m_poll, &QTimer::timeout, this, &ProjectionTable::poll);
}

QLineEdit* ProjectionTable::makeCount(const char* name, const QString& title, const QString& tip) {
  auto* edit = new QLineEdit(this);
  edit->setObjectName(QLatin1String(name));
  edit->setAccessibleName(title);
  edit->setToolTip(tip);
  edit->setFixedWidth(84);
  edit->setPlaceholderText(title.section(QLatin1Char(' '), 0, 0));
  connect(edit, &QLineEdit::editingFinished, this, &ProjectionTable::refresh);
  return edit;
}

QWidget* ProjectionTable::makeHeader() {
  auto* header = new QWidget(this);
  auto* layout = new QHBoxLayout(header);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(8);
  m_model->setObjectName(QStringLiteral("projectionModel"));
  m_model->setAccessibleName(tr("Model that is trained"));
  m_model->setToolTip(tr("Operations of one training: 6 for each weight and token"));
  for (const ModelToTrain& model : knownModels()) m_model->addItem(shownText(model.title), fromStd(model.id));
  m_model->addItem(tr("Model of your own"), QStringLiteral("own"));
  guardWheel(m_model);
  connect(m_model, &QComboBox::currentIndexChanged, this, [this] {
    m_weights->setVisible(ownIsChosen());
    m_tokens->setVisible(ownIsChosen());
    refresh();
  });
  const ProjectionOptions usual;
  const auto spin = [&](QDoubleSpinBox* box, const char* name, const QString& title, const QString& tip,
                        double low, double high, double value, const QString& suffix) {
    box->setObjectName(QLatin1String(name));
    box->setAccessibleName(title);
    box->setToolTip(tip);
    box->setRange(low, high);
    box->setDecimals(0);
    box->setValue(value);
    box->setSuffix(suffix);
    box->setKeyboardTracking(false);
    guardWheel(box);
    connect(box, &QDoubleSpinBox::valueChanged, this, &ProjectionTable::refresh);
  };
  spin(m_utilisation, "projectionUtilisation", tr("Utilisation"),
       tr("Share of the time that the arithmetic is busy; what waits costs as much. An estimate: large "
          "trainings reach a third to a half of the peak."),
       1, kPercent, kPercent * usual.utilisation, tr(" % busy"));
  spin(m_days, "projectionDays", tr("Days"),
       tr("In how many days the training is to be done: more of them take less benches or chips"), 1, 3650,
       usual.days, tr(" days"));
  m_summary->setObjectName(QStringLiteral("projectionSummary"));
  m_summary->setTextFormat(Qt::RichText);
  m_weights->hide();
  m_tokens->hide();
  for (QWidget* widget : std::initializer_list<QWidget*>{m_model, m_weights, m_tokens, m_utilisation, m_days})
    layout->addWidget(widget);
  layout->addWidget(m_summary, 1);
  return header;
}

void ProjectionTable::makeTable() {
  m_table->setObjectName(QStringLiteral("projectionTable"));
  m_table->setAccessibleName(tr("What the training takes"));
  m_table->setColumnCount(kProjectionColumns);
  m_table->setHeaderLabels({tr("Trained by"), tr("fJ/OP"), tr("Memory"), tr("At full use"), tr("As used"),
                            tr("How many"), tr("Area"), tr("Power"), tr("Passes"), tr("One alone")});
  QTreeWidgetItem& header = *m_table->headerItem();
  header.setToolTip(kWho, tr("The row's tip has the source of its numbers"));
  header.setToolTip(kPerOp, tr("Energy per operation; of this bench as its ledger has it, padding included"));
  header.setToolTip(kWords, tr("Whether fetching weights and activations is in the energy"));
  header.setToolTip(kFullUse,
                    tr("Energy of the training at full use: operations × fJ/OP. No host, no cooling."));
  header.setToolTip(kInUse, tr("The same over the utilisation"));
  header.setToolTip(kHowMany, tr("Benches or chips that do it in the days"));
  header.setToolTip(kWholeArea, tr("Of all of them: what the compute density counts, or dies"));
  header.setToolTip(kWholePower, tr("Energy as used over the days"));
  header.setToolTip(kPasses, tr("Passes through the arrays, each as long as the layers of its network"));
  header.setToolTip(kAlone, tr("How long a single one takes, as used"));
  m_table->setRootIsDecorated(false);
  m_table->setUniformRowHeights(true);
  QHeaderView& sections = *m_table->header();
  sections.setStretchLastSection(false);
  sections.setSectionsClickable(false);
  sections.setSectionResizeMode(kWho, QHeaderView::Stretch);
  constexpr std::pair<ProjectionColumn, int> kWidths[] = {{kPerOp, 62},      {kWords, 66},   {kFullUse, 84},
                                                          {kInUse, 84},      {kHowMany, 84}, {kWholeArea, 84},
                                                          {kWholePower, 76}, {kPasses, 78},  {kAlone, 108}};
  for (const auto& [column, width] : kWidths) {
    sections.resizeSection(column, width);
    header.setTextAlignment(column,
                            (column == kWords ? Qt::AlignHCenter : Qt::AlignRight) | Qt::AlignVCenter);
  }
}

bool ProjectionTable::ownIsChosen() const {
  return m_model->currentData().toString() == QLatin1String("own");
}

std::optional<Result<ModelToTrain>> ProjectionTable::typedModel() const {
  if (!ownIsChosen()) return std::nullopt;
  const auto read = [](const QLineEdit* edit) -> std::optional<double> {
    if (edit->text().trimmed().isEmpty()) return std::nullopt;
    const std::optional<ParsedQuantity> parsed = parseQuantity(edit->text().toStdString());
    return parsed && parsed->dimension == Dimension::None ? parsed->si
                                                          : std::numeric_limits<double>::quiet_NaN();
  };
  return ownModel(read(m_weights), read(m_tokens), {});
}

void ProjectionTable::refresh() {
  ProjectionOptions options;
  options.utilisation = m_utilisation->value() / kPercent;
  options.days = m_days->value();
  QString fault;
  if (const std::optional<Result<ModelToTrain>> own = typedModel()) {
    if (*own)
      options.own = own->value();
    else
      fault = shown(own->error());
  }
  if (const QString obstacle = computingObstacle(m_document, m_run); !obstacle.isEmpty()) fault = obstacle;
  if (!fault.isEmpty()) {
    m_fault->setProblem(fault);
    m_asked = {};
    m_work.drop();
    m_poll.stop();
    m_projection.reset();
    return fill();
  }
  ProjectionRequest wanted{m_document.design(), m_run.data(), std::move(options)};
  if (wanted == m_asked) return fill();
  m_fault->setProblem({});
  m_asked = std::move(wanted);
  m_work.start(m_asked);
  m_poll.start();
}

void ProjectionTable::poll() {
  auto news = m_work.poll();
  if (!news.answer) return;
  m_poll.stop();
  m_projection.reset();
  if (*news.answer)
    m_projection = std::move(*news.answer).value();
  else
    m_fault->setProblem(shown(news.answer->error(), m_asked.design));
  fill();
}

void ProjectionTable::fill() {
  m_table->clear();
  m_summary->clear();
  if (!m_projection) return;
  const std::string id = m_model->currentData().toString().toStdString();
  const auto model = std::find_if(m_projection->models.begin(), m_projection->models.end(),
                                  [&](const ModelToTrain& each) { return each.id == id; });
  if (model == m_projection->models.end()) return;
  m_summary->setText(tr("%1 operations: %2")
                         .arg(strong(shownNumber(model->operations, Unit::None, 3)),
                              shownText(model->source).toHtmlEscaped()));
  const std::size_t all = m_projection->contenders.size();
  const auto first = static_cast<std::size_t>(model - m_projection->models.begin()) * all;
  for (std::size_t i = 0; i < all; ++i) {
    const Contender& contender = m_projection->contenders[i];
    const ProjectionRow& row = m_projection->rows[first + i];
    auto* item = new QTreeWidgetItem(m_table);
    item->setSizeHint(kWho, QSize(0, kProjectionRowHeight));
    item->setText(kWho, shownText(contender.name));
    item->setText(kPerOp, shownNumber(contender.joulesPerOp, Unit::FemtojoulePerOp, 3));
    item->setText(kWords, contender.memoryCounts ? tr("counted") : tr("none"));
    item->setText(kFullUse, scaled(scaledEnergy(row.fullUseJ)));
    item->setText(kInUse, scaled(scaledEnergy(row.energyJ)));
    item->setText(kHowMany, countOf(row.units));
    item->setText(kWholeArea, std::isfinite(row.areaM2) ? shownQuantity(row.areaM2, Unit::SquareMetre, 3)
                                                        : QStringLiteral("—"));
    item->setText(kWholePower, powerOf(row.powerW));
    item->setText(kPasses, countOf(row.passes));
    item->setText(kAlone, scaled(scaledDuration(row.aloneS)));
    for (int column = 0; column < kProjectionColumns; ++column)
      item->setToolTip(column, tr("%1: %2").arg(shownText(contender.name), fromStd(contender.source)));
    for (int column = kPerOp; column < kProjectionColumns; ++column)
      item->setTextAlignment(column,
                             (column == kWords ? Qt::AlignHCenter : Qt::AlignRight) | Qt::AlignVCenter);
    if (contender.id != "here" && contender.id != "here_memory") continue;
    QFont bold = item->font(kWho);
    bold.setBold(true);
    item->setFont(kWho, bold);
  }
}

}  // namespace lightloom::ui
