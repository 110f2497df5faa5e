#include "runs/run_table.h"

#include <QDateTime>
#include <QGuiApplication>
#include <QLocale>
#include <QPixmap>
#include <algorithm>
#include <cmath>

#include "document/translate.h"
#include "plots/run_overlay.h"
#include "theme/theme.h"

namespace lightloom::ui {
namespace {

struct RunColumn {
  const char* title;
  const char* tip;
};

constexpr RunColumn kRunColumns[RunTable::kColumns] = {
    {QT_TRANSLATE_NOOP("lightloom::ui::RunTable", "Plots"),
     QT_TRANSLATE_NOOP("lightloom::ui::RunTable",
                       "Lay the curves of the run behind those of the present one")},
    {QT_TRANSLATE_NOOP("lightloom::ui::RunTable", "Name"),
     QT_TRANSLATE_NOOP("lightloom::ui::RunTable", "A double-click opens the run, F2 renames it")},
    {QT_TRANSLATE_NOOP("lightloom::ui::RunTable", "Tags"),
     QT_TRANSLATE_NOOP("lightloom::ui::RunTable", "Words to find it by, with commas between them (F2)")},
    {QT_TRANSLATE_NOOP("lightloom::ui::RunTable", "When"),
     QT_TRANSLATE_NOOP("lightloom::ui::RunTable", "When it was kept first")},
    {QT_TRANSLATE_NOOP("lightloom::ui::RunTable", "State"),
     QT_TRANSLATE_NOOP("lightloom::ui::RunTable", "Whether all epochs were done")},
    {QT_TRANSLATE_NOOP("lightloom::ui::RunTable", "Score"),
     QT_TRANSLATE_NOOP("lightloom::ui::RunTable", "Accuracy of the test set at the end, of quantities R²")},
    {QT_TRANSLATE_NOOP("lightloom::ui::RunTable", "Ideal"),
     QT_TRANSLATE_NOOP("lightloom::ui::RunTable", "That of the ideal twin")},
    {QT_TRANSLATE_NOOP("lightloom::ui::RunTable", "Epochs"),
     QT_TRANSLATE_NOOP("lightloom::ui::RunTable", "Epochs that were trained")},
    {QT_TRANSLATE_NOOP("lightloom::ui::RunTable", "Energy"),
     QT_TRANSLATE_NOOP("lightloom::ui::RunTable", "Energy per operation at the end, and its range")},
    {QT_TRANSLATE_NOOP("lightloom::ui::RunTable", "Area"),
     QT_TRANSLATE_NOOP("lightloom::ui::RunTable", "Of lasers and pixels of the first cell")},
    {QT_TRANSLATE_NOOP("lightloom::ui::RunTable", "Light"),
     QT_TRANSLATE_NOOP("lightloom::ui::RunTable", "Optical power emitted")},
    {QT_TRANSLATE_NOOP("lightloom::ui::RunTable", "Phase error"),
     QT_TRANSLATE_NOOP("lightloom::ui::RunTable", "Phase-lock error, rms")},
    {QT_TRANSLATE_NOOP("lightloom::ui::RunTable", "Note"),
     QT_TRANSLATE_NOOP("lightloom::ui::RunTable", "What is worth knowing about it (F2)")}};

QString runEnergyText(const RunEntry& entry) {
  QString out = shownQuantity(entry.joulesPerOp, Unit::FemtojoulePerOp, 3);
  if (std::isnan(entry.joulesPerOpLow) || std::isnan(entry.joulesPerOpHigh)) return out;
  const double scale = unitInfo(Unit::FemtojoulePerOp).scale;
  return QStringLiteral("%1 (%2 … %3)")
      .arg(out, shownQuantity(entry.joulesPerOpLow / scale, Unit::None, 2),
           shownQuantity(entry.joulesPerOpHigh / scale, Unit::None, 2));
}

QString runTagsText(const RunEntry& entry) {
  QStringList out;
  for (const std::string& tag : entry.words.tags) out << fromStd(tag);
  return out.join(QStringLiteral(", "));
}

QString keptTimeText(const RunEntry& entry) {
  const QDateTime time = QDateTime::fromString(fromStd(entry.time), Qt::ISODate);
  return time.isValid() ? time.toLocalTime().toString(QStringLiteral("yyyy-MM-dd hh:mm")) : QString();
}

QString knownQuantity(double si, Unit unit) {
  return std::isnan(si) ? QStringLiteral("–") : shownQuantity(si, unit, 3);
}

bool isNumberColumn(int column) {
  return column >= RunTable::kScore && column <= RunTable::kPhase;
}

bool isWordsColumn(int column) {
  return column == RunTable::kName || column == RunTable::kTags || column == RunTable::kNote;
}

}  // namespace

RunTable::RunTable(QObject* parent) : QAbstractTableModel(parent) {}

int RunTable::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(m_entries.size());
}

int RunTable::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : kColumns;
}

int RunTable::rowOf(const std::string& id) const {
  for (std::size_t row = 0; row < m_entries.size(); ++row)
    if (m_entries[row].id == id) return static_cast<int>(row);
  return -1;
}

std::vector<std::string> RunTable::overlays() const {
  std::vector<std::string> out;
  for (const RunEntry& entry : m_entries)
    if (m_overlays.contains(entry.id)) out.push_back(entry.id);
  return out;
}

// Persistent indices are moved along, so that a selection stays with its runs.
void RunTable::setEntries(std::vector<RunEntry> entries) {
  const std::vector<std::string> overlaid = overlays();
  Q_EMIT layoutAboutToBeChanged();
  const QModelIndexList before = persistentIndexList();
  std::vector<std::string> ids;
  for (const QModelIndex& index : before) ids.push_back(entry(index.row()).id);
  m_entries = std::move(entries);
  QModelIndexList after;
  for (qsizetype i = 0; i < before.size(); ++i) {
    const int row = rowOf(ids[static_cast<std::size_t>(i)]);
    after << (row < 0 ? QModelIndex() : index(row, before[i].column()));
  }
  changePersistentIndexList(before, after);
  Q_EMIT layoutChanged();
  if (overlays() != overlaid) Q_EMIT overlaysChanged();
}

int RunTable::freePlace() const {
  const auto takes = [](int place) {
    return [place](const auto& overlay) { return overlay.second == place; };
  };
  int place = RunOverlay::kPinned + 1;
  while (std::any_of(m_overlays.begin(), m_overlays.end(), takes(place))) ++place;
  return place;
}

QString RunTable::textOf(const RunEntry& entry, int column) const {
  switch (column) {
    case kName:
      return fromStd(entry.words.name);
    case kTime:
      return keptTimeText(entry);
    case kState:
      return entry.end == RunEnd::Finished  ? tr("finished")
             : entry.end == RunEnd::Stopped ? tr("stopped")
                                            : tr("diverged");
    case kScore:
      return fromStd(readableScore(entry.testAccuracy, entry.regression));
    case kIdeal:
      return fromStd(readableScore(entry.idealTestAccuracy, entry.regression));
    case kEpochs:
      return knownQuantity(entry.epochs, Unit::None);
    case kEnergy:
      return knownQuantity(entry.joulesPerOp, Unit::FemtojoulePerOp);
    case kArea:
      return knownQuantity(entry.areaM2, Unit::SquareMillimetre);
    case kLight:
      return knownQuantity(entry.emittedW, Unit::Milliwatt);
    case kPhase:
      return knownQuantity(entry.phaseErrorRad, Unit::Milliradian);
    case kTags:
      return runTagsText(entry);
    case kNote:
      return fromStd(entry.words.note);
    default:
      return {};
  }
}

QVariant RunTable::sortKeyOf(const RunEntry& entry, int column) const {
  switch (column) {
    case kOverlay:
      return m_overlays.contains(entry.id) ? 0 : 1;
    case kTime:
      return fromStd(entry.time + entry.id);
    case kScore:
      return entry.testAccuracy;
    case kIdeal:
      return entry.idealTestAccuracy;
    case kEpochs:
      return entry.epochs;
    case kEnergy:
      return entry.joulesPerOp;
    case kArea:
      return entry.areaM2;
    case kLight:
      return entry.emittedW;
    case kPhase:
      return entry.phaseErrorRad;
    default:
      return textOf(entry, column).toLower();
  }
}

QVariant RunTable::data(const QModelIndex& index, int role) const {
  if (!index.isValid()) return {};
  const RunEntry& of = entry(index.row());
  const int column = index.column();
  switch (role) {
    case Qt::DisplayRole:
    case Qt::EditRole:
      // A note of many lines is one line of a table.
      return role == Qt::DisplayRole ? textOf(of, column).replace(QLatin1Char('\n'), QLatin1Char(' '))
                                     : textOf(of, column);
    case Qt::ToolTipRole:
      if (column == kEnergy) return std::isnan(of.joulesPerOp) ? QVariant() : runEnergyText(of);
      return column == kNote || column == kName || column == kTags ? textOf(of, column) : QVariant();
    case Qt::CheckStateRole:
      if (column != kOverlay) return {};
      return m_overlays.contains(of.id) ? Qt::Checked : Qt::Unchecked;
    case Qt::DecorationRole:
      if (column != kOverlay || !m_overlays.contains(of.id)) return {};
      return overlaySwatch(placeOf(of.id), isDark(QGuiApplication::palette()));
    case Qt::TextAlignmentRole:
      return isNumberColumn(column) ? QVariant(Qt::AlignRight | Qt::AlignVCenter) : QVariant();
    case kSortRole:
      return sortKeyOf(of, column);
    default:
      return {};
  }
}

bool RunTable::setData(const QModelIndex& index, const QVariant& value, int role) {
  if (!index.isValid()) return false;
  const RunEntry& of = entry(index.row());
  if (role == Qt::CheckStateRole && index.column() == kOverlay) {
    if (value.toInt() == Qt::Checked)
      m_overlays.emplace(of.id, freePlace());
    else
      m_overlays.erase(of.id);
    Q_EMIT dataChanged(index, index);
    Q_EMIT overlaysChanged();
    return true;
  }
  if (role != Qt::EditRole || !isWordsColumn(index.column())) return false;
  RunWords words = of.words;
  const QString text = value.toString().trimmed();
  if (index.column() == kName) words.name = text.toStdString();
  if (index.column() == kNote) words.note = text.toStdString();
  if (index.column() == kTags) {
    words.tags.clear();
    for (const QString& tag : text.split(QLatin1Char(','), Qt::SkipEmptyParts))
      if (!tag.trimmed().isEmpty()) words.tags.push_back(tag.trimmed().toStdString());
  }
  // A run without a name could not be found again.
  if (words == of.words || words.name.empty()) return false;
  Q_EMIT described(fromStd(of.id), words);
  return true;
}

QVariant RunTable::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal || section < 0 || section >= kColumns) return {};
  if (role == Qt::DisplayRole) return tr(kRunColumns[section].title);
  if (role == Qt::ToolTipRole) return tr(kRunColumns[section].tip);
  if (role == Qt::TextAlignmentRole && isNumberColumn(section))
    return static_cast<int>(Qt::AlignRight | Qt::AlignVCenter);
  return {};
}

Qt::ItemFlags RunTable::flags(const QModelIndex& index) const {
  Qt::ItemFlags out = QAbstractTableModel::flags(index);
  if (index.column() == kOverlay) out |= Qt::ItemIsUserCheckable;
  if (isWordsColumn(index.column())) out |= Qt::ItemIsEditable;
  return out;
}

RunFilter::RunFilter(QObject* parent) : QSortFilterProxyModel(parent) {
  setSortRole(RunTable::kSortRole);
  setDynamicSortFilter(true);
}

void RunFilter::setWords(const QString& words) {
  m_words = words.split(QLatin1Char(' '), Qt::SkipEmptyParts);
  invalidateFilter();
}

bool RunFilter::filterAcceptsRow(int row, const QModelIndex& parent) const {
  QString text;
  for (const int column : {RunTable::kName, RunTable::kTags, RunTable::kNote, RunTable::kState})
    text += sourceModel()->index(row, column, parent).data(Qt::EditRole).toString() + QLatin1Char('\n');
  for (const QString& word : m_words)
    if (!text.contains(word, Qt::CaseInsensitive)) return false;
  return true;
}

// What is not known comes last of those that grow.
bool RunFilter::lessThan(const QModelIndex& left, const QModelIndex& right) const {
  const QVariant a = left.data(sortRole()), b = right.data(sortRole());
  if (a.userType() != QMetaType::Double) return QSortFilterProxyModel::lessThan(left, right);
  if (std::isnan(a.toDouble()) || std::isnan(b.toDouble())) return !std::isnan(a.toDouble());
  return a.toDouble() < b.toDouble();
}

}  // namespace lightloom::ui
