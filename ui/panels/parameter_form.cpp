#include "panels/parameter_form.h"

#include <QApplication>
#include <QLabel>
#include <QLineEdit>
#include <QRegularExpression>
#include <QScrollBar>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

#include "design/viewpoint.h"
#include "document/selection.h"
#include "document/translate.h"
#include "export/manual/manual.h"
#include "manual/help_anchor.h"
#include "panels/form_section.h"
#include "panels/origin_dialog.h"
#include "panels/override_table.h"
#include "panels/parameter_row.h"
#include "panels/typing.h"
#include "theme/theme.h"

namespace lightloom::ui {
namespace {

constexpr int kRestMs = 250, kPollMs = 30;

// The share of the weakest visibility that is left at the ends of the range of an adjuster.
constexpr double kShare = 0.9;

Result<std::vector<Tolerance>> tolerancesOf(const ToleranceRequest& request, const std::stop_token& stop,
                                            const std::function<void(std::monostate)>&) {
  return tolerances(request.design, knobsOf(request.design, {request.part}), kShare, stop);
}

bool isFine(const Parameter& parameter) {
  return parameter.key.substr(0, 5) == "fine_";
}

// Rows of a table by where they stand in the form.
struct Split {
  std::vector<const Parameter*> place, fine, main, more;
};

Split split(const std::span<const Parameter> rows) {
  Split out;
  const auto common = commonParameters().size();
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const Parameter& row = rows[i];
    if (isFine(row))
      out.fine.push_back(&row);
    else if (row.advanced)
      out.more.push_back(&row);
    else
      (i < common ? out.place : out.main).push_back(&row);
  }
  return out;
}

// Words are looked for from their beginning: "lock" is not in "clockwise".
bool isAbout(const Parameter& parameter, const QString& words) {
  const QRegularExpression wanted(
      QStringLiteral("\\b") + QRegularExpression::escape(words),
      QRegularExpression::CaseInsensitiveOption | QRegularExpression::UseUnicodePropertiesOption);
  return fromStd(parameter.key).startsWith(words) || shownText(parameter.title).contains(wanted) ||
         shownText(parameter.help).contains(wanted);
}

bool takesOverrides(const Kind& kind) {
  for (const Parameter& row : parametersOf(kind))
    if (row.perChannel) return true;
  return false;
}

bool areOfOneKind(const Design& design, const PartIds& ids) {
  return std::all_of(ids.begin(), ids.end(), [&](const std::string& id) {
    const ComponentPtr part = findComponent(design, id), first = findComponent(design, ids.front());
    return part && part->kind == first->kind;
  });
}

// Rows that all of these parts have; of loupes only their own kind says what their places mean.
std::span<const Parameter> rowsOfAll(const Design& design, const PartIds& ids) {
  const ComponentPtr first = ids.empty() ? nullptr : findComponent(design, ids.front());
  const Kind* kind = first ? findKind(first->kind) : nullptr;
  if (kind && areOfOneKind(design, ids)) return parametersOf(*kind);
  const bool stand = std::all_of(ids.begin(), ids.end(), [&](const std::string& id) {
    const ComponentPtr part = findComponent(design, id);
    return part && findKind(part->kind) && !isViewpoint(*part);
  });
  return kind && stand ? commonParameters() : std::span<const Parameter>();
}

}  // namespace

ParameterForm::ParameterForm(Document& document, Selection& selection, QWidget* parent)
    : QScrollArea(parent),
      m_document(document),
      m_selection(selection),
      m_checks(new QLabel(this)),
      m_openSections{QStringLiteral("main"), QStringLiteral("place"), QStringLiteral("fine")},
      m_tolerances(tolerancesOf) {
  setObjectName(QStringLiteral("parameterForm"));
  setAccessibleName(tr("Properties of the selected part"));
  setWidgetResizable(true);
  setFrameShape(QFrame::NoFrame);
  setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  m_checks->setObjectName(QStringLiteral("partChecks"));
  m_checks->setAccessibleName(tr("Checks of this part"));
  m_checks->setWordWrap(true);
  m_checks->setTextFormat(Qt::RichText);
  m_checks->setAlignment(Qt::AlignTop | Qt::AlignLeft);
  m_checks->setMargin(6);
  m_checks->setAutoFillBackground(true);
  m_checks->hide();
  connect(&selection, &Selection::changed, this, &ParameterForm::rebuild);
  connect(&document, &Document::changed, this, &ParameterForm::refresh);
  // Tolerances are asked for only when hands rest, because a drag needs the machine itself.
  m_askTolerances.setSingleShot(true);
  m_askTolerances.setInterval(kRestMs);
  m_pollTolerances.setInterval(kPollMs);
  connect(&m_askTolerances, &QTimer::timeout, this, &ParameterForm::askTolerances);
  connect(&m_pollTolerances, &QTimer::timeout, this, &ParameterForm::takeTolerances);
  connect(&document, &Document::benchChanged, this, [this] {
    m_tolerances.drop();
    m_askTolerances.start();
    refreshChecks();
  });
  connect(&document, &Document::checksChanged, this, &ParameterForm::refreshChecks);
  rebuild();
}

void ParameterForm::askTolerances() {
  if (m_ids.size() != 1 || m_rows.count("fine_tilt") == 0) return;
  m_tolerances.start({m_document.bench()->design, m_id});
  m_pollTolerances.start();
}

// Shows how far each adjuster may turn from the best alignment; where turning costs nothing there is nothing
// to say.
void ParameterForm::takeTolerances() {
  const std::optional<Result<std::vector<Tolerance>>> found = m_tolerances.poll().answer;
  if (!found) return;
  m_pollTolerances.stop();
  for (const auto& [key, row] : m_rows)
    if (isFine(row->parameter())) row->setNote(*found ? QString() : shown(found->error()));
  if (!*found) return;
  for (const Tolerance& one : found->value()) {
    const auto row = m_rows.find(one.knob.key);
    if (one.knob.part != m_id || row == m_rows.end() || !std::isfinite(one.below + one.above)) continue;
    const Unit unit = row->second->parameter().unit;
    row->second->setNote(
        tr("%1 % visibility: %2 … %3")
            .arg(qRound(100 * kShare))
            .arg(shownNumber(one.best - one.below, unit, 3), shownQuantity(one.best + one.above, unit, 3)));
  }
}

ComponentPtr ParameterForm::part() const {
  return findComponent(m_document.design(), m_id);
}

void ParameterForm::rebuild() {
  m_rows.clear();
  m_texts.clear();
  m_summary = nullptr;
  m_name = nullptr;
  m_overrides = nullptr;
  const PartIds& ids = m_selection.ids();
  const bool alike = areOfOneKind(m_document.design(), ids) || !rowsOfAll(m_document.design(), ids).empty();
  m_ids = alike ? ids : PartIds();
  m_id = m_ids.empty() ? std::string() : m_ids.front();
  refreshChecks();
  const ComponentPtr component = part();
  if (!component) {
    return buildEmpty(
        ids.empty()
            ? tr("<p>Select a part on the bench to see and change its values.</p>"
                 "<p><b>Place</b> a part: drag it from the list, or double-click it there.</p>"
                 "<p><b>Move</b> it by dragging; the light follows. Ctrl suspends the grid.</p>"
                 "<p><b>Turn</b> it with R or by its handle.</p>"
                 "<p><b>Zoom</b> with the wheel, <b>pan</b> with the middle button or Space.</p>"
                 "<p><b>Train</b> with F5; drag a lens meanwhile and watch.</p>")
            : tr("%n parts that have no values in common are selected. Move, rotate or delete them together; "
                 "select parts without loupes among them to change their values.",
                 nullptr, static_cast<int>(ids.size())));
  }
  const Kind* kind = findKind(component->kind);
  if (!kind) return buildEmpty(shownSummary(*component));
  buildFor(*component, *kind);
}

void ParameterForm::buildEmpty(const QString& text) {
  auto* label = new QLabel(text);
  label->setWordWrap(true);
  label->setAlignment(Qt::AlignTop | Qt::AlignLeft);
  label->setMargin(12);
  setWidget(label);
}

void ParameterForm::buildFor(const Component& component, const Kind& kind) {
  auto* content = new QWidget;
  auto* layout = new QVBoxLayout(content);
  layout->setContentsMargins(8, 8, 8, 8);
  layout->setSpacing(2);
  m_ids.size() > 1 ? addMany(*layout) : addHeader(*layout, component);
  addSearch(*layout);
  const Split rows = split(rowsOfAll(m_document.design(), m_ids));
  addSection(*layout, shownText(kind.title), QStringLiteral("main"), rows.main);
  addSection(*layout, tr("Position"), QStringLiteral("place"), rows.place);
  addSection(*layout, tr("Fine adjusters"), QStringLiteral("fine"), rows.fine);
  addSection(*layout, tr("More"), QStringLiteral("more"), rows.more);
  if (m_ids.size() == 1 && takesOverrides(kind)) {
    auto* section = new FormSection(tr("Single channels"), QStringLiteral("channels"),
                                    !component.overrides.empty(), [this](QVBoxLayout& inside) {
                                      m_overrides = new OverrideTable(m_document, m_id);
                                      inside.addWidget(m_overrides);
                                    });
    layout->addWidget(section);
  }
  if (m_ids.size() == 1) addPartSection(*layout);
  layout->addStretch(1);
  setWidget(content);
  refreshRows();
  if (!m_searched.isEmpty()) search(m_searched);
  m_askTolerances.start();
}

// The search stays when another part is selected, so that parts can be compared.
void ParameterForm::addSearch(QVBoxLayout& layout) {
  auto* field = new QLineEdit(m_searched);
  field->setObjectName(QStringLiteral("propertySearch"));
  field->setAccessibleName(tr("Find a value"));
  field->setPlaceholderText(tr("Find a value"));
  field->setToolTip(tr("Shows only the values whose name or help has these words"));
  field->setClearButtonEnabled(true);
  connect(field, &QLineEdit::textChanged, this, &ParameterForm::search);
  m_nothingFound = new QLabel;
  m_nothingFound->setObjectName(QStringLiteral("nothingFound"));
  m_nothingFound->setWordWrap(true);
  m_nothingFound->setForegroundRole(QPalette::PlaceholderText);
  m_nothingFound->hide();
  layout.addWidget(field);
  layout.addWidget(m_nothingFound);
}

void ParameterForm::search(const QString& words) {
  const std::set<QString> open = m_openSections;  // unfolding to search is nobody's wish
  m_searched = words.trimmed();
  bool found = false;
  for (FormSection* section : widget()->findChildren<FormSection*>()) {
    const QString name = section->objectName().mid(QStringLiteral("section_").size());
    const bool ofRows = name != QLatin1String("channels") && name != QLatin1String("notes");
    if (ofRows) section->setOpen(!m_searched.isEmpty() || open.count(name) > 0);
    bool any = m_searched.isEmpty();
    for (ParameterRow* row : section->findChildren<ParameterRow*>()) {
      const bool about = m_searched.isEmpty() || isAbout(row->parameter(), m_searched);
      row->setVisible(about);
      any = any || about;
    }
    section->setVisible(any);
    found = found || any;
  }
  m_nothingFound->setText(tr("No value of this part is about “%1”.").arg(m_searched));
  m_nothingFound->setVisible(!found);
  m_openSections = open;
}

void ParameterForm::addMany(QVBoxLayout& layout) {
  auto* label = new QLabel(
      tr("%n parts: what you change here changes for all", nullptr, static_cast<int>(m_ids.size())));
  label->setObjectName(QStringLiteral("manyParts"));
  label->setWordWrap(true);
  layout.addWidget(label);
}

// "f" for a focal length, keys of this part, and part.key of any other.
NamedQuantities ParameterForm::names() const {
  return [this](std::string_view name) -> std::optional<Quantity> {
    std::string id = m_id, key(name);
    if (const auto dot = name.find('.'); dot != std::string_view::npos) {
      id = std::string(name.substr(0, dot));
      key = std::string(name.substr(dot + 1));
    }
    if (key == "f") key = "focal_length";
    const ComponentPtr component = findComponent(m_document.design(), id);
    const Kind* kind = component ? findKind(component->kind) : nullptr;
    const Parameter* row = kind ? findParameter(parametersOf(*kind), key) : nullptr;
    if (!row || row->type != ValueType::Real) return std::nullopt;
    const Value value = viewOf(*component, *kind).value(key);
    const auto* real = std::get_if<double>(&value);
    return real ? std::optional(Quantity{*real, row->unit}) : std::nullopt;
  };
}

void ParameterForm::addHeader(QVBoxLayout& layout, const Component& component) {
  m_name = new QLineEdit;
  m_name->setObjectName(QStringLiteral("partName"));
  m_name->setAccessibleName(tr("Name of the part"));
  m_name->setToolTip(tr("A name for people; the part keeps its id %1").arg(fromStd(component.id)));
  m_name->setPlaceholderText(fromStd(component.id));
  QFont font = m_name->font();
  font.setPointSizeF(font.pointSizeF() * 1.15);
  font.setWeight(QFont::DemiBold);
  m_name->setFont(font);
  shareUndo(m_name);
  m_texts.emplace_back(m_name, &Component::name);
  connect(m_name, &QLineEdit::editingFinished, this, [this] {
    const std::string name = m_name->text().trimmed().toStdString();
    const QString label = tr("Rename %1").arg(fromStd(m_id));
    m_document.push(
        changePart(m_document.design(), m_id, label, [&](Component& changed) { changed.name = name; }));
  });
  m_summary = new QLabel;
  m_summary->setWordWrap(true);
  m_summary->setMinimumWidth(1);  // a long word is cut rather than widen the fields
  layout.addWidget(m_name);
  layout.addWidget(m_summary);
}

// Checks come and go while hands are on the fields, so they stand below the fields and push none.
void ParameterForm::refreshChecks() {
  const MeaningColours colours = meaningColours(isDark(palette()));
  QStringList lines;
  for (const Check& check : m_document.checks()) {
    if (m_ids.size() != 1 || check.component != m_id || check.severity == Severity::Info) continue;
    const bool bad = check.severity == Severity::Error || check.unbuildable;
    const auto words = [this](const Message& message) {
      return shown(message, m_document.design()).toHtmlEscaped();
    };
    QString line = QStringLiteral("<p style='margin:0 0 3px 0'><font color=\"%1\">●</font> %2")
                       .arg((bad ? colours.bad : colours.warn).name(), words(check.message));
    if (!check.fix.text.empty()) line += QStringLiteral(" <i>%1</i>").arg(words(check.fix));
    lines << line + QStringLiteral("</p>");
  }
  const QString text = lines.join(QString());
  if (text == m_checks->text()) return;
  m_checks->setText(text);
  m_checks->setToolTip(text);  // where there is no room for all
  m_checks->setVisible(!lines.isEmpty());
  placeChecks();
}

void ParameterForm::placeChecks() {
  constexpr double kMostShare = 0.4;
  const int most = static_cast<int>(kMostShare * height());
  // The scroll bar goes all the way down.
  const int wide = verticalScrollBar()->isVisible() ? width() - verticalScrollBar()->width() : width();
  const int high = m_checks->isHidden() ? 0 : qMin(m_checks->heightForWidth(wide), most);
  m_checks->setGeometry(0, height() - high, wide, high);
  if (viewportMargins().bottom() == high) return;
  setViewportMargins(0, 0, 0, high);
  if (QWidget* field = QApplication::focusWidget(); field && widget() && widget()->isAncestorOf(field))
    ensureWidgetVisible(field, 0, 0);
}

void ParameterForm::resizeEvent(QResizeEvent* event) {
  QScrollArea::resizeEvent(event);
  placeChecks();
}

void ParameterForm::addSection(QVBoxLayout& layout, const QString& title, const QString& name,
                               const std::vector<const Parameter*>& rows) {
  if (rows.empty()) return;
  auto* section =
      new FormSection(title, name, m_openSections.contains(name), [this, rows](QVBoxLayout& inside) {
        for (const Parameter* row : rows) addRow(inside, *row);
        refreshRows();
      });
  connect(section, &FormSection::toggled, this, [this, name](bool on) {
    if (on)
      m_openSections.insert(name);
    else
      m_openSections.erase(name);
  });
  layout.addWidget(section);
}

void ParameterForm::addRow(QVBoxLayout& layout, const Parameter& parameter) {
  const std::string key(parameter.key);
  auto* row = new ParameterRow(parameter, fromStd(m_id + "." + key), isFine(parameter));
  connect(row, &ParameterRow::edited, this,
          [this, key](const Value& value) { push(key, value, Document::kNoGesture); });
  connect(row, &ParameterRow::swept, this, [this, key](const Value& value, bool first) {
    if (first) m_sweepGesture = m_document.newGesture();
    if (first) m_sweepStart = m_document.design();
    push(key, value, m_sweepGesture);
  });
  connect(row, &ParameterRow::originAsked, this, [this, key] { askOrigin(key); });
  row->offerOrigin();
  row->setNames(names());
  if (const ComponentPtr of = part()) setHelpAnchor(*row, valueAnchor(of->kind, key));
  layout.addWidget(row);
  m_rows[key] = row;
}

void ParameterForm::addPartSection(QVBoxLayout& layout) {
  auto* section = new FormSection(
      tr("Notes"), QStringLiteral("notes"), m_openSections.contains(QStringLiteral("notes")),
      [this](QVBoxLayout& inside) {
        addTextField(inside, tr("Group"), QStringLiteral("partGroup"), &Component::group);
        addTextField(inside, tr("Note"), QStringLiteral("partNote"), &Component::note);
        addTextField(inside, tr("Vendor"), QStringLiteral("partVendor"), &Component::vendor);
        addTextField(inside, tr("Part number"), QStringLiteral("partNumber"), &Component::partNumber);
        refreshRows();
      });
  layout.addWidget(section);
}

void ParameterForm::addTextField(QVBoxLayout& layout, const QString& title, const QString& name,
                                 std::string Component::*field) {
  auto* edit = new QLineEdit;
  edit->setObjectName(name);
  edit->setAccessibleName(title);
  edit->setToolTip(title);
  edit->setPlaceholderText(title);
  shareUndo(edit);
  connect(edit, &QLineEdit::editingFinished, this, [this, edit, title, field] {
    const std::string text = edit->text().trimmed().toStdString();
    const QString label = tr("Change %1 of %2").arg(title, fromStd(m_id));
    m_document.push(
        changePart(m_document.design(), m_id, label, [&](Component& changed) { changed.*field = text; }));
  });
  m_texts.emplace_back(edit, field);
  layout.addWidget(edit);
}

// A sweep that comes back to where it began brings back the stated origin, too.
void ParameterForm::push(const std::string& key, const Value& value, int gesture) {
  const ComponentPtr component = part();
  if (!component) return;
  DesignEdit edit;
  const Design& design = m_document.design();
  for (const std::string& id : m_ids) {
    const ComponentPtr began = gesture == Document::kNoGesture ? nullptr : findComponent(m_sweepStart, id);
    const bool back = began && viewOf(m_sweepStart, id).value(key) == value;
    const DesignEdit one = back ? replaceComponent(design, began) : setParameter(design, id, key, value);
    for (const ComponentChange& change : one.components)
      if (!(*change.before == *change.after)) edit.components.push_back(change);
  }
  const QString title = shownText(m_rows.at(key)->parameter().title);
  edit.label = asMessage(
      partsLabel(tr("Change %1 of %2").arg(title, QStringLiteral("%1")), design, m_ids).toStdString());
  if (edit.components.empty()) return refreshRows();
  m_document.push(edit, gesture);
}

void ParameterForm::askOrigin(const std::string& key) {
  const ComponentPtr component = part();
  if (!component) return;
  const Parameter& parameter = m_rows.at(key)->parameter();
  const auto source = component->sources.find(key);
  auto* dialog =
      new OriginDialog(parameter, source == component->sources.end() ? nullptr : &source->second, this);
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  connect(dialog, &QDialog::accepted, this,
          [this, dialog, key, ids = m_ids, title = shownText(parameter.title)] {
            m_document.push(stateOrigin(m_document.design(), ids, key, dialog->source(), title));
          });
  dialog->open();
}

void ParameterForm::refresh(const DesignChange& change) {
  if (m_id.empty()) return;
  if (change.everything) return rebuild();
  const bool ours = std::any_of(change.parts.begin(), change.parts.end(), [this](const std::string& id) {
    return std::find(m_ids.begin(), m_ids.end(), id) != m_ids.end();
  });
  if (ours) refreshRows();
}

void ParameterForm::showRow(const std::string& key, ParameterRow& row, const PartView& first) const {
  const Value value = first.value(key);
  const bool same = std::all_of(m_ids.begin(), m_ids.end(), [&](const std::string& id) {
    return viewOf(m_document.design(), id).value(key) == value;
  });
  same ? row.setValue(value) : row.setMixed();
}

void ParameterForm::refreshRows() {
  const ComponentPtr component = part();
  const Kind* kind = component ? findKind(component->kind) : nullptr;
  if (!kind) return;
  const PartView view = viewOf(*component, *kind);
  for (const auto& [key, row] : m_rows) {
    showRow(key, *row, view);
    const auto source = component->sources.find(key);
    row->setSource(source == component->sources.end() ? nullptr : &source->second);
  }
  for (const auto& [edit, field] : m_texts) edit->setText(fromStd((*component).*field));
  if (m_summary) m_summary->setText(shownSummary(*component));
  if (m_overrides) m_overrides->refresh();
}

void ParameterForm::focusName() {
  if (!m_name) return;
  m_name->setFocus(Qt::ShortcutFocusReason);
  m_name->selectAll();
}

void ParameterForm::focusMainParameter() {
  const ComponentPtr component = part();
  const Kind* kind = component ? findKind(component->kind) : nullptr;
  if (!kind || kind->own.empty()) return;
  focusParameter(fromStd(kind->own.front().key));
}

void ParameterForm::focusParameter(const QString& key) {
  const ComponentPtr component = part();
  const Kind* kind = component ? findKind(component->kind) : nullptr;
  if (!kind) return;
  const Split sections = split(rowsOfAll(m_document.design(), m_ids));
  const std::pair<const char*, const std::vector<const Parameter*>*> named[] = {{"main", &sections.main},
                                                                                {"place", &sections.place},
                                                                                {"fine", &sections.fine},
                                                                                {"more", &sections.more}};
  for (const auto& [name, rows] : named)
    for (const Parameter* row : *rows)
      if (fromStd(row->key) == key)
        findChild<FormSection*>(QStringLiteral("section_") + QLatin1String(name))->setOpen(true);
  const auto found = m_rows.find(key.toStdString());
  if (found == m_rows.end()) return;
  ParameterRow* row = found->second;
  widget()->layout()->activate();
  ensureWidgetVisible(row);
  row->takeFocus();
}

}  // namespace lightloom::ui
