#include "panels/checks_panel.h"

#include <QApplication>
#include <QHBoxLayout>
#include <QPushButton>

#include "document/check_fixes.h"
#include "document/document.h"
#include "document/selection.h"
#include "document/translate.h"
#include "export/manual/manual.h"
#include "manual/help_anchor.h"
#include "theme/icons.h"
#include "theme/theme.h"

namespace lightloom::ui {
namespace {

QIcon iconOf(const Check& check) {
  const MeaningColours colours = meaningColours(isDark(QApplication::palette()));
  if (check.unbuildable) return colouredIcon(QStringLiteral("error"), colours.bad);
  switch (check.severity) {
    case Severity::Error:
      return colouredIcon(QStringLiteral("error"), colours.bad);
    case Severity::Warning:
      return colouredIcon(QStringLiteral("warning"), colours.warn);
    case Severity::Info:
      break;
  }
  return colouredIcon(QStringLiteral("info"), colours.axon);
}

// Beams that meet badly are brought together by auto-align.
constexpr char kAlignable[] = "optics.low-visibility";

constexpr int kLeastLabel = 80, kButtonFrames = 50;  // pixels

}  // namespace

ChecksPanel::ChecksPanel(Document& document, Selection& selection, QWidget* parent)
    : QWidget(parent),
      m_document(document),
      m_selection(selection),
      m_list(new QListWidget(this)),
      m_goTo(new QPushButton(tr("Go to"), this)),
      m_fix(new QPushButton(this)) {
  m_list->setObjectName(QStringLiteral("checks"));
  m_list->setAccessibleName(tr("Checks of the design"));
  m_list->setToolTip(tr("What the design's checks say; Enter or a double-click shows the part"));
  m_list->setFrameShape(QFrame::NoFrame);
  m_list->setWordWrap(true);
  m_list->setTextElideMode(Qt::ElideNone);
  m_list->setResizeMode(QListView::Adjust);  // another width, other lines
  m_list->setSpacing(4);
  m_list->setIconSize(QSize(18, 18));
  m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  m_list->setVerticalScrollMode(QListWidget::ScrollPerPixel);
  m_goTo->setObjectName(QStringLiteral("checkGoTo"));
  m_goTo->setToolTip(tr("Select the part and bring it into view"));
  m_fix->setObjectName(QStringLiteral("checkFix"));
  auto* buttons = new QHBoxLayout;
  buttons->setContentsMargins(8, 4, 8, 8);
  buttons->addWidget(m_goTo);
  buttons->addWidget(m_fix, 1);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(m_list, 1);
  layout->addLayout(buttons);
  connect(&document, &Document::benchChanged, this, &ChecksPanel::refresh);
  connect(&document, &Document::checksChanged, this, &ChecksPanel::refresh);
  connect(m_list, &QListWidget::currentRowChanged, this, &ChecksPanel::refreshButtons);
  connect(m_list, &QListWidget::itemClicked, this, &ChecksPanel::goTo);
  connect(m_list, &QListWidget::itemActivated, this, &ChecksPanel::goTo);
  connect(m_goTo, &QPushButton::clicked, this, &ChecksPanel::goTo);
  connect(m_fix, &QPushButton::clicked, this, &ChecksPanel::fix);
  refresh();
}

void ChecksPanel::showPart(const std::string& id) {
  for (int row = 0; row < m_list->count(); ++row)
    if (m_list->item(row)->data(Qt::UserRole).toString().toStdString() == id)
      return m_list->setCurrentRow(row);
}

void ChecksPanel::refresh() {
  const int current = m_list->currentRow();
  m_list->clear();
  int problems = 0;
  m_checks = m_document.checks();
  for (const Check& check : m_checks) {
    QString text = shown(check.message, m_document.design());
    if (!check.fix.text.empty()) text += QLatin1Char('\n') + shown(check.fix, m_document.design());
    auto* item = new QListWidgetItem(iconOf(check), text, m_list);
    item->setData(Qt::UserRole, fromStd(check.component));
    item->setData(kHelpAnchorRole, fromStd(messageAnchor(check.message.id)));
    item->setToolTip(QStringLiteral("<p>%1</p>")
                         .arg(text.toHtmlEscaped().replace(QLatin1Char('\n'), QStringLiteral("<br>"))));
    if (check.severity != Severity::Info) ++problems;
  }
  if (const auto& why = m_document.bench()->hardware->cannotCompute; m_list->count() == 0 && why)
    new QListWidgetItem(
        colouredIcon(QStringLiteral("warning"), meaningColours(isDark(QApplication::palette())).warn),
        shown(*why, m_document.design()), m_list);
  if (m_list->count() == 0)
    new QListWidgetItem(
        colouredIcon(QStringLiteral("ok"), meaningColours(isDark(QApplication::palette())).good),
        tr("Every check of this design passes."), m_list);
  m_list->setCurrentRow(qMin(current, m_list->count() - 1));
  refreshButtons();
  if (problems == m_problems) return;
  m_problems = problems;
  Q_EMIT problemsChanged(problems);
}

void ChecksPanel::refreshButtons() {
  const int row = m_list->currentRow();
  const Check* check = row >= 0 && row < static_cast<int>(m_checks.size())
                           ? &m_checks[static_cast<std::size_t>(row)]
                           : nullptr;
  m_goTo->setEnabled(check && !check->component.empty());
  QString label;
  if (check && check->message.id == kAlignable)
    label = tr("Auto-align");
  else if (const std::optional<CheckFix> fix = check ? fixFor(*m_document.bench(), *check) : std::nullopt)
    label = fix->label;
  m_fix->setVisible(!label.isEmpty());
  if (label.isEmpty()) label = tr("Fix");
  // A long label is cut on the button and whole in its tooltip.
  m_fix->setText(m_fix->fontMetrics().elidedText(
      label, Qt::ElideRight, qMax(kLeastLabel, width() - m_goTo->width() - kButtonFrames)));
  m_fix->setToolTip(tr("%1. Ctrl+Z takes it back").arg(label));
  m_fix->setAccessibleName(label);
}

void ChecksPanel::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  refreshButtons();
}

void ChecksPanel::goTo() {
  const QListWidgetItem* item = m_list->currentItem();
  const QString id = item ? item->data(Qt::UserRole).toString() : QString();
  if (id.isEmpty()) return;
  m_selection.set({id.toStdString()});
  Q_EMIT partChosen(id);
}

void ChecksPanel::fix() {
  const int row = m_list->currentRow();
  if (row < 0 || row >= static_cast<int>(m_checks.size())) return;
  const Check check = m_checks[static_cast<std::size_t>(row)];
  if (check.message.id == kAlignable) return Q_EMIT alignRequested();
  const std::optional<CheckFix> fix = fixFor(*m_document.bench(), check);
  if (fix) m_document.push(fix->edit);
}

}  // namespace lightloom::ui
