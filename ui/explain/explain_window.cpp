#include "explain/explain_window.h"

#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QTextBrowser>
#include <QTreeWidget>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

#include "document/document.h"
#include "document/obstacle.h"
#include "document/run_controller.h"
#include "document/selection.h"
#include "document/translate.h"
#include "export/manual/manual.h"
#include "panels/parameter_row.h"
#include "panels/plain_button.h"
#include "report/present_terms.h"
#include "theme/screen_fit.h"
#include "theme/theme.h"

namespace lightloom::ui {
namespace {

constexpr int kExplainPollMs = 50, kMostHighlighted = 6;
constexpr double kNoticed = 1e-4;  // of a number: less is not worth a row's colour

enum ExplainColumn { kName, kNow, kLess, kMore, kExplainColumns };

Result<std::optional<Explanation>> explained(const ExplainRequest& request, const std::stop_token& stop,
                                             const std::function<void(double)>& tell) {
  CausesOptions options;
  options.cancelled = [&stop] { return stop.stop_requested(); };
  options.onProgress = tell;
  const auto wrapped = [](const auto& answer) -> Result<std::optional<Explanation>> {
    if (!answer) return answer.error();
    return answer.value() ? std::optional<Explanation>(*answer.value()) : std::nullopt;
  };
  return request.asked.what == Asked::What::Number
             ? wrapped(causesOf(request.design, *request.data, request.asked.key, options))
             : wrapped(effectsOf(request.design, *request.data, request.asked.key, options));
}

std::pair<std::string, std::string> partAndKey(const std::string& path) {
  const std::size_t dot = path.find('.');
  return {path.substr(0, dot), path.substr(dot + 1)};
}

const Parameter* parameterAt(const Design& design, const std::string& path) {
  if (const Parameter* setting = findSetting(path)) return setting;
  const auto [id, key] = partAndKey(path);
  const ComponentPtr part = findComponent(design, id);
  const Kind* kind = part ? findKind(part->kind) : nullptr;
  return kind ? findParameter(parametersOf(*kind), key) : nullptr;
}

QString changeText(double now, Unit unit, const std::optional<double>& then) {
  if (!then) return QStringLiteral("–");
  if (now == 0) return shownQuantity(*then, unit, 3);
  const double percent = 100 * (*then / now - 1);
  return withMinus((percent > 0 ? QStringLiteral("+") : QString()) + shownNumber(percent, Unit::None, 3)) +
         QStringLiteral(" %");
}

QString paragraph(const QString& title, const QString& text) {
  return text.isEmpty()
             ? QString()
             : QStringLiteral("<p><b>%1</b><br>%2</p>").arg(title.toHtmlEscaped(), text.toHtmlEscaped());
}

QString signBetween(TermsMake make) {
  switch (make) {
    case TermsMake::Sum:
      return QStringLiteral(" + ");
    case TermsMake::Product:
      return QStringLiteral(" × ");
    case TermsMake::Quotient:
      return QStringLiteral(" / ");
    case TermsMake::Other:
      break;
  }
  return QStringLiteral("; ");
}

}  // namespace

ExplainWindow::ExplainWindow(Document& document, Selection& selection, RunController& run, QWidget* parent)
    : QDialog(parent),
      m_document(document),
      m_selection(selection),
      m_run(run),
      m_work(explained),
      m_choice(new QComboBox(this)),
      m_text(new QTextBrowser(this)),
      m_table(new QTreeWidget(this)),
      m_state(new QLabel(this)),
      m_progress(new QProgressBar(this)),
      m_parts(plainButton("explainParts", tr("Show these &parts"),
                          tr("Selects on the bench the parts whose values change it most"))),
      m_manual(plainButton("explainManual", tr("In the &manual"), tr("Opens the manual at it"))) {
  setObjectName(QStringLiteral("explainWindow"));
  setWindowTitle(tr("Explain"));
  setModal(false);
  m_choice->setObjectName(QStringLiteral("explainChoice"));
  m_choice->setAccessibleName(tr("What is explained"));
  m_choice->setToolTip(tr("A number of the report, or a value of the selected part"));
  m_choice->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
  m_choice->setMinimumContentsLength(24);
  guardWheel(m_choice);
  m_text->setObjectName(QStringLiteral("explainText"));
  m_text->setAccessibleName(tr("Formula, present numbers and source"));
  m_text->setOpenLinks(false);
  m_state->setObjectName(QStringLiteral("explainState"));
  m_state->setWordWrap(true);
  m_progress->setObjectName(QStringLiteral("explainProgress"));
  m_progress->setAccessibleName(tr("Benches computed"));
  m_progress->setRange(0, 1000);
  m_progress->setTextVisible(false);
  m_progress->setFixedSize(140, 8);
  makeTable();
  auto* foot = new QHBoxLayout;
  foot->addWidget(m_state, 1);
  foot->addWidget(m_progress);
  foot->addWidget(m_parts);
  foot->addWidget(m_manual);
  auto* layout = new QVBoxLayout(this);
  layout->addWidget(m_choice);
  layout->addWidget(m_text, 2);
  layout->addWidget(m_table, 3);
  layout->addLayout(foot);
  connect(m_choice, &QComboBox::currentIndexChanged, this, &ExplainWindow::choose);
  connect(m_parts, &QPushButton::clicked, this, &ExplainWindow::showParts);
  connect(m_manual, &QPushButton::clicked, this, &ExplainWindow::openManual);
  m_poll.setInterval(kExplainPollMs);
  connect(&m_poll, &QTimer::timeout, this, &ExplainWindow::poll);
  connect(&document, &Document::benchChanged, this, [this] {
    if (isVisible()) ask(m_asked);
  });
  connect(&run, &RunController::reportChanged, this, [this] {
    if (!isVisible()) return;
    m_ofData == m_run.data() ? showTexts() : ask(m_asked);
  });
  resizeToScreen(*this, {640, 560});
}

void ExplainWindow::makeTable() {
  m_table->setObjectName(QStringLiteral("explainTable"));
  m_table->setAccessibleName(tr("What a tenth more and less does"));
  m_table->setToolTip(
      tr("Computed: each on a bench with that one value a tenth smaller or larger, with the weights "
         "that a training begins with. A double click goes to the value."));
  m_table->setRootIsDecorated(false);
  m_table->setColumnCount(kExplainColumns);
  m_table->setHeaderLabels({tr("Value"), tr("Now"), tr("−10 %"), tr("+10 %")});
  m_table->header()->setSectionResizeMode(QHeaderView::ResizeToContents);
  m_table->header()->setSectionResizeMode(kName, QHeaderView::Stretch);
  m_table->header()->setStretchLastSection(false);
  connect(m_table, &QTreeWidget::itemActivated, this, [this](QTreeWidgetItem* item) {
    const std::string path = item->data(kName, Qt::UserRole).toString().toStdString();
    if (m_asked.what == Asked::What::Value) return ask({Asked::What::Number, path});
    const auto [part, key] = partAndKey(path);
    Q_EMIT valueChosen(fromStd(part), fromStd(key));
  });
}

// Every number that the report has, then every value of the selected part that is a number, and what is
// asked about in any case.
void ExplainWindow::fillChoice() {
  m_filling = true;
  m_choices.clear();
  m_choice->clear();
  const auto add = [this](const Asked& one, const QString& title) {
    if (std::find(m_choices.begin(), m_choices.end(), one) != m_choices.end()) return;
    m_choices.push_back(one);
    m_choice->addItem(title);
  };
  if (const auto& report = m_run.view().report)
    for (const HeadlineNumber& number : headlineNumbers(*report))
      add({Asked::What::Number, std::string(number.key)}, shownText(number.title));
  for (const std::string& id : m_selection.ids()) {
    const ComponentPtr part = findComponent(m_document.design(), id);
    const Kind* kind = part ? findKind(part->kind) : nullptr;
    if (!kind) continue;
    for (const Parameter& row : kind->own)
      if (row.type == ValueType::Real && viewOf(*part, *kind).isSet(row.key)) {
        const std::string path = id + "." + std::string(row.key);
        add({Asked::What::Value, path}, titleOf(path));
      }
  }
  if (m_asked.what == Asked::What::Value) add(m_asked, titleOf(m_asked.key));
  if (m_asked.what == Asked::What::Nothing && !m_choices.empty()) {
    const auto value = std::find_if(m_choices.begin(), m_choices.end(),
                                    [](const Asked& one) { return one.what == Asked::What::Value; });
    m_asked = value == m_choices.end() ? m_choices.front() : *value;
  }
  const auto at = std::find(m_choices.begin(), m_choices.end(), m_asked);
  m_choice->setCurrentIndex(at == m_choices.end() ? -1 : static_cast<int>(at - m_choices.begin()));
  m_filling = false;
}

void ExplainWindow::choose(int index) {
  if (m_filling || index < 0) return;
  ask(m_choices[static_cast<std::size_t>(index)]);
}

QString ExplainWindow::titleOf(const std::string& path) const {
  const Parameter* row = parameterAt(m_document.design(), path);
  const auto [id, key] = partAndKey(path);
  const ComponentPtr part = findComponent(m_document.design(), id);
  const QString title = row ? shownText(row->title) : fromStd(key);
  return part ? tr("%1: %2").arg(shownName(*part), title) : title;
}

void ExplainWindow::ask(Asked asked) {
  m_asked = std::move(asked);
  m_found.reset();
  fillChoice();
  showTexts();
  showRows();
  start();
}

void ExplainWindow::start() {
  m_work.drop();
  m_poll.stop();
  m_progress->hide();
  m_state->clear();
  m_ofData.reset();
  if (const QString obstacle = computingObstacle(m_document, m_run); !obstacle.isEmpty()) {
    m_state->setText(obstacle);
    return;
  }
  if (m_asked.what == Asked::What::Nothing) return;
  m_ofData = m_run.data();
  m_work.start({m_document.design(), m_ofData, m_asked});
  m_progress->setValue(0);
  m_progress->show();
  m_state->setText(tr("Computing what a tenth more and a tenth less does …"));
  m_poll.start();
}

void ExplainWindow::poll() {
  auto news = m_work.poll();
  if (!news.progress.empty()) m_progress->setValue(static_cast<int>(1000 * news.progress.back()));
  if (!news.answer) return;
  m_poll.stop();
  m_progress->hide();
  m_state->clear();
  if (!*news.answer)
    m_state->setText(shown(news.answer->error(), m_document.design()));
  else
    m_found = news.answer->value();
  showRows();
}

const Explanation* ExplainWindow::found() const {
  return m_found ? &*m_found : nullptr;
}

// The number with what it is made of, as the report has both.
QString ExplainWindow::numberHtml() const {
  const auto& report = m_run.view().report;
  if (!report) return {};
  for (const HeadlineNumber& number : headlineNumbers(*report)) {
    if (number.key != m_asked.key) continue;
    const QString value =
        number.reason.empty() ? shownQuantity(number.value, number.unit, 4) : shownText(number.reason);
    QString out = QStringLiteral("<h3>%1 = %2</h3>").arg(shownText(number.title), value.toHtmlEscaped());
    out += paragraph(tr("Formula"), shownText(number.formula));
    const PresentTerms terms = presentTerms(*report, number.key);
    QStringList parts, named;
    for (const PresentTerm& term : terms.terms) {
      const QString amount = shownQuantity(term.value, term.unit, 3);
      parts << amount;
      named << tr("%1: %2").arg(shown(term.label), amount);
    }
    if (!parts.empty() && terms.make != TermsMake::Other)
      out += paragraph(tr("With the present numbers"),
                       tr("%1 = %2").arg(parts.join(signBetween(terms.make)), value));
    out += paragraph(tr("Made of"), named.join(QStringLiteral("; ")));
    return out + paragraph(tr("Source"), shownText(number.source));
  }
  return {};
}

QString ExplainWindow::valueHtml() const {
  const Design& design = m_document.design();
  const Parameter* row = parameterAt(design, m_asked.key);
  if (!row) return {};
  const auto [id, key] = partAndKey(m_asked.key);
  const ComponentPtr part = findComponent(design, id);
  Value value;
  if (part) {
    const auto own = part->values.find(key);
    value = own == part->values.end() ? defaultValue(*row) : own->second;
  } else {
    value = settingValue(design, m_asked.key);
  }
  const QString number = shownValueToRead(*row, value);
  QString out =
      QStringLiteral("<h3>%1 = %2</h3>").arg(titleOf(m_asked.key).toHtmlEscaped(), number.toHtmlEscaped());
  out += paragraph(tr("What it is"), shownText(row->help));
  const bool standard = value == defaultValue(*row);
  const Source* source = nullptr;
  if (part)
    if (const auto said = part->sources.find(key); said != part->sources.end()) source = &said->second;
  if (!standard)
    out += paragraph(tr("Set in this design"),
                     source ? shownProvenance(source->provenance) : tr("without a source"));
  return out +
         paragraph(standard
                       ? tr("Source")
                       : tr("Source of its usual value, %1").arg(shownValueToRead(*row, defaultValue(*row))),
                   tr("%1: %2").arg(shownProvenance(row->provenance), shownText(row->citation)));
}

void ExplainWindow::showTexts() {
  QString text = m_asked.what == Asked::What::Number ? numberHtml() : valueHtml();
  if (text == m_shown) return;
  m_shown = std::move(text);
  m_text->setHtml(m_shown);
}

void ExplainWindow::showRows() {
  m_table->clear();
  m_parts->setEnabled(m_found.has_value());
  if (!m_found) return;
  if (const auto* causes = std::get_if<Causes>(&*m_found))
    showCauses(*causes);
  else
    showEffects(std::get<Effects>(*m_found));
}

void ExplainWindow::showCauses(const Causes& causes) {
  m_table->headerItem()->setText(kName, tr("It hangs on"));
  for (const VariedValue& value : causes.values) {
    auto* item =
        new QTreeWidgetItem(m_table, {titleOf(value.path), shownQuantity(value.value, value.unit, 4),
                                      changeText(causes.number.value, causes.number.unit, value.less),
                                      changeText(causes.number.value, causes.number.unit, value.more)});
    item->setData(kName, Qt::UserRole, fromStd(value.path));
    item->setToolTip(kName, fromStd(value.path));
  }
  m_state->setText(
      tr("%1 of %2 values of the design change it, with the weights that a training begins with.")
          .arg(causes.values.size())
          .arg(causes.tried));
}

void ExplainWindow::showEffects(const Effects& effects) {
  m_table->headerItem()->setText(kName, tr("What it does"));
  const MeaningColours colours = meaningColours(isDark(palette()));
  for (std::size_t i = 0; i < effects.numbers.size(); ++i) {
    const HeadlineNumber& number = effects.numbers[i];
    auto* item =
        new QTreeWidgetItem(m_table, {shownText(number.title), shownQuantity(number.value, number.unit, 4),
                                      changeText(number.value, number.unit, effects.less[i]),
                                      changeText(number.value, number.unit, effects.more[i])});
    item->setData(kName, Qt::UserRole, fromStd(number.key));
    const auto colour = [&](int column, const std::optional<double>& then) {
      if (!then || number.better == Better::Neither || number.value == 0) return;
      const double change = *then / number.value - 1;
      if (std::fabs(change) < kNoticed) return;
      item->setForeground(column,
                          (change > 0) == (number.better == Better::Larger) ? colours.good : colours.bad);
    };
    colour(kLess, effects.less[i]);
    colour(kMore, effects.more[i]);
  }
  m_state->setText(
      tr("Green is better, red is worse; all else stays as it is, with the weights that a training begins "
         "with."));
}

// The few that matter: all of them would be the whole bench.
void ExplainWindow::showParts() {
  QStringList parts;
  const auto add = [&](const std::string& path) {
    const QString id = fromStd(partAndKey(path).first);
    if (findComponent(m_document.design(), id.toStdString()) && !parts.contains(id)) parts << id;
  };
  if (const auto* causes = m_found ? std::get_if<Causes>(&*m_found) : nullptr) {
    for (const VariedValue& value : causes->values)
      if (parts.size() < kMostHighlighted) add(value.path);
  } else {
    add(m_asked.key);
  }
  if (!parts.isEmpty()) Q_EMIT partsChosen(parts);
}

void ExplainWindow::openManual() {
  const auto [id, key] = partAndKey(m_asked.key);
  const ComponentPtr part = findComponent(m_document.design(), id);
  if (m_asked.what == Asked::What::Number)
    Q_EMIT manualWanted(QStringLiteral("plots-figures"));
  else
    Q_EMIT manualWanted(fromStd(part ? valueAnchor(part->kind, key) : settingAnchor(m_asked.key)));
}

QString ExplainWindow::text() const {
  return m_text->toPlainText();
}

void ExplainWindow::hideEvent(QHideEvent* event) {
  m_work.drop();
  m_poll.stop();
  QDialog::hideEvent(event);
}

void ExplainWindow::changeEvent(QEvent* event) {
  QDialog::changeEvent(event);
  if (event->type() == QEvent::PaletteChange && m_table) showRows();
}

}  // namespace lightloom::ui
