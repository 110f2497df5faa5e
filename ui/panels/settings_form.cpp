#include "panels/settings_form.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QToolButton>

#include "datasets/dataset_store.h"
#include "design/kind.h"
#include "document/run_controller.h"
#include "document/translate.h"
#include "documents/design_author.h"
#include "export/manual/manual.h"
#include "files/load_budget.h"
#include "manual/help_anchor.h"
#include "panels/form_section.h"
#include "panels/parameter_row.h"
#include "panels/typing.h"

namespace lightloom::ui {
namespace {

QString titleOf(const std::string& key) {
  const Parameter* row = findSetting(key);
  return row ? shownText(row->title) : fromStd(key);
}

// Cuts a text to the length that names in a file may have, in whole characters.
std::string fitting(QString text) {
  text = text.simplified();
  while (text.toUtf8().size() > static_cast<qsizetype>(LoadBudget().nameLength))
    text.chop(text.back().isLowSurrogate() ? 2 : 1);
  return text.toStdString();
}

QStringList bundledNames() {
  QStringList out;
  for (const std::string& name : bundledDatasets()) out << fromStd(name);
  return out;
}

}  // namespace

SettingsForm::SettingsForm(Document& document, RunController& run, QList<QAction*> data, QWidget* parent)
    : QWidget(parent),
      m_document(document),
      m_run(run),
      m_data(std::move(data)),
      m_notice(new QWidget(this)),
      m_noticeText(new QLabel(m_notice)) {
  setObjectName(QStringLiteral("settingsForm"));
  m_noticeText->setWordWrap(true);
  auto* restart = new QPushButton(tr("Start new run"), m_notice);
  restart->setObjectName(QStringLiteral("startNewRun"));
  restart->setAccessibleName(restart->text());
  restart->setToolTip(tr("Train from the beginning with the changed settings"));
  connect(restart, &QPushButton::clicked, &run, &RunController::askedReset);
  auto* noticeLayout = new QHBoxLayout(m_notice);
  noticeLayout->setContentsMargins(10, 6, 10, 2);
  noticeLayout->addWidget(m_noticeText, 1);
  noticeLayout->addWidget(restart);

  auto* scroll = new QScrollArea(this);
  scroll->setObjectName(QStringLiteral("settingsScroll"));
  scroll->setAccessibleName(tr("Settings of network, training, noise and energy"));
  scroll->setWidgetResizable(true);
  scroll->setFrameShape(QFrame::NoFrame);
  scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  auto* content = new QWidget;
  auto* layout = new QVBoxLayout(content);
  layout->setContentsMargins(8, 8, 8, 8);
  layout->setSpacing(2);
  const auto names = [this](QVBoxLayout& inside) { addNames(inside); };
  layout->addWidget(new FormSection(tr("Design"), QStringLiteral("design"), true, names));
  for (const SettingsGroup& group : settingsGroups()) {
    const bool open = layout->count() < 3;
    const auto fill = [this, &group](QVBoxLayout& inside) {
      for (const Parameter& parameter : group.rows) {
        const std::string key = std::string(group.id) + "." + std::string(parameter.key);
        auto* row = new ParameterRow(parameter, fromStd(key), false);
        connect(row, &ParameterRow::edited, this, [this, key](const Value& value) {
          DesignEdit edit = setSetting(m_document.design(), key, value);
          edit.label = asMessage(tr("Change %1").arg(titleOf(key)).toStdString());
          m_document.push(edit);
        });
        setHelpAnchor(*row, settingAnchor(key));
        if (key == "training.dataset") {
          row->suggest(bundledNames());
          addBrowse(*row);
        }
        inside.addWidget(row);
        m_rows[key] = row;
      }
      refresh();
    };
    layout->addWidget(new FormSection(shownText(group.title), fromStd(group.id), open, fill));
  }
  layout->addStretch(1);
  scroll->setWidget(content);
  m_scroll = scroll;
  auto* all = new QVBoxLayout(this);
  all->setContentsMargins(0, 0, 0, 0);
  all->addWidget(scroll, 1);
  all->addWidget(m_notice);  // below: it comes with a change and must not push the field that made it
  connect(&document, &Document::changed, this, [this](const DesignChange& change) {
    refreshNames();
    if (change.settings) refresh();
  });
  connect(&run, &RunController::stateChanged, this, &SettingsForm::refreshNotice);
  refreshNotice();
}

void SettingsForm::addBrowse(ParameterRow& row) {
  auto* browse = new QToolButton;
  browse->setObjectName(QStringLiteral("browseData"));
  browse->setText(tr("Browse…"));
  browse->setAccessibleName(tr("Browse for data"));
  browse->setToolTip(tr("Choose a file of your own, or pictures in folders"));
  browse->setPopupMode(QToolButton::InstantPopup);
  auto* menu = new QMenu(browse);
  menu->setObjectName(QStringLiteral("browseMenu"));
  menu->setToolTipsVisible(true);
  menu->addActions(m_data);
  browse->setMenu(menu);
  row.addBelow(browse);
}

QLineEdit* SettingsForm::addName(QVBoxLayout& layout, const char* name, const QString& title,
                                 const QString& help) {
  auto* line = new QHBoxLayout;
  auto* label = new QLabel(title);
  label->setFixedWidth(kTitleWidth);
  auto* edit = new QLineEdit;
  edit->setObjectName(QLatin1String(name));
  edit->setAccessibleName(title);
  edit->setToolTip(help);
  label->setBuddy(edit);
  shareUndo(edit);
  line->addWidget(label);
  line->addWidget(edit, 1);
  layout.addLayout(line);
  return edit;
}

void SettingsForm::addNames(QVBoxLayout& layout) {
  m_title = addName(layout, "designTitle", tr("Title"), tr("Heading of reports, figures and share pages"));
  m_author =
      addName(layout, "designAuthor", tr("Author"), tr("Who made the design; stands in reports and exports"));
  connect(m_title, &QLineEdit::editingFinished, this, [this] {
    DesignEdit edit;
    edit.label = asMessage(tr("Change the title").toStdString());
    edit.nameBefore = m_document.design().name;
    edit.nameAfter = fitting(m_title->text());
    edit.renamed = edit.nameBefore != edit.nameAfter;
    m_document.push(edit);
    refreshNames();
  });
  connect(m_author, &QLineEdit::editingFinished, this, [this] {
    const Design& design = m_document.design();
    m_document.replaceWith(withAuthor(design, fitting(m_author->text())), tr("Change the author"));
    refreshNames();
  });
  refreshNames();
}

void SettingsForm::refreshNames() {
  const auto show = [](QLineEdit* edit, const QString& text) {
    const bool typing = edit->hasFocus() && edit->isModified();
    if (!typing && edit->text() != text) edit->setText(text);
  };
  if (m_title) show(m_title, fromStd(m_document.design().name));
  if (m_author) show(m_author, fromStd(authorOf(m_document.design())));
}

void SettingsForm::refresh() {
  for (const auto& [key, row] : m_rows) row->setValue(settingValue(m_document.design(), key));
}

void SettingsForm::focusSetting(const QString& group, const QString& key) {
  findChild<FormSection*>(QStringLiteral("section_") + group)->setOpen(true);
  const auto found = m_rows.find((group + QLatin1Char('.') + key).toStdString());
  if (found == m_rows.end()) return;
  m_scroll->widget()->layout()->activate();
  m_scroll->ensureWidgetVisible(found->second);
  found->second->takeFocus();
}

void SettingsForm::refreshNotice() {
  QStringList titles;
  for (const std::string& key : m_run.waitingKeys()) titles << titleOf(key);
  m_notice->setVisible(!titles.isEmpty());
  m_noticeText->setText(tr("Waits for a new run: %1").arg(titles.join(QLatin1String(", "))));
}

}  // namespace lightloom::ui
